# Prints an in-toto statement with SPDX 2.3 JSON about the packages of the files that follow `#file` lines.
BEGIN {
  printf "{\"_type\":\"https://in-toto.io/Statement/v0.1\",\"predicateType\":\"https://spdx.dev/Document\",\"subject\":[],\"predicate\":"
  printf "{\"spdxVersion\":\"SPDX-2.3\",\"dataLicense\":\"CC0-1.0\",\"SPDXID\":\"SPDXRef-DOCUMENT\",\"name\":\"sbom\","
  printf "\"documentNamespace\":\"https://example.org/%s\",", tool
  printf "\"creationInfo\":{\"creators\":[\"Organization: Example\",\"Tool: %s\"],\"created\":\"2026-11-26T00:00:00Z\"},\"packages\":[", tool
}
/^#file / { place = $2; next }
place == "/etc/os-release" {
  value = $0; sub(/^[^=]*=/, "", value); gsub(/"/, "", value)
  if (/^ID=/) id = value
  if (/^VERSION_ID=/) release = value
}
place == "/var/lib/dpkg/status" {
  if (/^Package: /) name = $2
  if (/^Status: /) installed = / installed$/
  if (/^Architecture: /) arch = $2
  if (/^Version: /) version = $2
  if ($0 == "" && name != "") { if (installed) add("deb", name, version, arch, ""); name = "" }
}
place == "/lib/apk/db/installed" {
  if (/^P:/) name = substr($0, 3)
  if (/^V:/) version = substr($0, 3)
  if (/^A:/) arch = substr($0, 3)
  if ($0 == "" && name != "") { add("apk", name, version, arch, ""); name = "" }
}
place == "/packages.txt" && /^pkg:/ {
  purl = $1; sub(/[?#].*$/, "", purl)
  at = match(purl, /[^\/]@[^@]*$/)
  version = at ? substr(purl, at + 2) : ""
  name = at ? substr(purl, 1, at) : purl; sub(/^pkg:[^\/]*\//, "", name)
  if (NF > 1) { name = $0; sub(/^[^ ]+ /, "", name) }
  purl = $1
  print_package(name, version, purl)
}
place == "/packages.txt" && !/^pkg:/ && NF == 4 { add("rpm", $1, $3, $4, $2 == "(none)" ? "" : $2) }

function add(type, name, version, arch, epoch,    purl) {
  purl = "pkg:" type "/" (id == "" ? type : id) "/" encoded(name) "@" encoded(version) "?arch=" arch
  if (epoch != "") purl = purl "&epoch=" epoch
  if (id != "") purl = purl "&distro=" id "-" release
  print_package(name, (epoch == "" ? "" : epoch ":") version, purl)
}
function encoded(text) { gsub(/%/, "%25", text); gsub(/:/, "%3A", text); gsub(/\+/, "%2B", text); return text }
function print_package(name, version, purl) {
  printf "%s{\"name\":\"%s\",\"SPDXID\":\"SPDXRef-Package-%d\",\"versionInfo\":\"%s\",", (count++ ? "," : ""), escaped(name), count, escaped(version)
  printf "\"downloadLocation\":\"NOASSERTION\",\"filesAnalyzed\":false,\"externalRefs\":[{\"referenceCategory\":\"PACKAGE-MANAGER\","
  printf "\"referenceType\":\"purl\",\"referenceLocator\":\"%s\"}]}", escaped(purl)
}
function escaped(text,    at, sign, result) {
  gsub(/[\001-\037]/, "", text)
  for (at = 1; at <= length(text); at++) {
    sign = substr(text, at, 1)
    result = result (sign == "\"" || sign == "\\" ? "\\" : "") sign
  }
  return result
}
END { printf "]}}\n" }
