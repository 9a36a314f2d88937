import { expect, test } from "@jest/globals";
import { linesOf, main, type Row, release } from "./script-lines.ts";

const expression = (text: string) => `$${`{{ ${text} }}`}`;

// Forms that workflows on GitHub have, with other names.
const rows: Readonly<Record<string, Row>> = {
  "nothing about images": { script: "npm ci\nnpm test -- --coverage\ngo build ./... && ./script/lint | tee log.txt", gives: [] },
  "a build alone": { script: "docker build -t app .", gives: ["@0 build .: library/app:latest"] },
  "a build and a push": {
    script: "docker build -t octo/app:latest .\ndocker push octo/app:latest",
    gives: ["@0 build .: octo/app:latest", "@1 push octo/app:latest"],
  },
  "options behind the context": {
    script: "docker build . --file docker/app.Dockerfile --tag ghcr.io/octo/app:1",
    gives: ["@0 build . -f docker/app.Dockerfile: ghcr.io/octo/app:1"],
  },
  "continued lines": {
    script: "docker buildx build \\\n  --platform linux/amd64,linux/arm64 \\\n  --tag octo/app:1 -t octo/app:2 \\\n  --push .\n",
    gives: ["@0 build . linux/amd64 linux/arm64 and push: octo/app:1 octo/app:2"],
  },
  "braces in an array, joined with a comma": {
    script: `tags=()
for registry in hub.example.org docker.io; do
  tags+=( $registry/octo/app:3.6{,-$STAMP} )
done
tag_list=$(IFS=,; echo "\${tags[*]}")
echo "list=$tag_list" >> $GITHUB_OUTPUT`,
    env: { STAMP: "20261123" },
    gives: [
      "output list=hub.example.org/octo/app:3.6,hub.example.org/octo/app:3.6-20261123,docker.io/octo/app:3.6,docker.io/octo/app:3.6-20261123",
    ],
  },
  "braces in braces, quoted ones, and one text alone": {
    script: `for tag in a{1,2{x,y}} "b"{3,}; do docker push "octo/app:$tag"; done\ndocker push "octo/{c,d}"\ndocker push octo/{e}`,
    gives: [
      ...["a1", "a2x", "a2y", "b3", "b"].map((tag) => `@0 push octo/app:${tag}`),
      ...["@1 fault: the text `octo/{c,d}` is known only in a run", "@2 fault: the text `octo/{e}` is known only in a run"],
    ],
  },
  "each text of an array with a beginning and an end": {
    script: `names=(a b)\nnames=( "\${names[@]/#/octo/app:}" )\nfor name in "\${names[@]/%/-x}"; do docker push $name; done`,
    gives: ["@2 push octo/app:a-x", "@2 push octo/app:b-x"],
  },
  "several programs of sed": {
    script: `REF=$(echo "refs/heads/release/v1.23" | sed -e 's/refs\\/heads\\///' -e 's/release\\/v//')\ndocker push octo/app:$REF`,
    gives: ["@1 push octo/app:1.23"],
  },
  "a comment between": { script: "# build it\ndocker build . -t a/b:c # here\n", gives: ["@1 build .: a/b:c"] },
  "variables with braces": {
    script: `IMAGE=ghcr.io/octo/app\nTAG=1.0\ndocker build -t "\${IMAGE}:\${TAG}" .\ndocker push "$IMAGE:$TAG"`,
    gives: ["@2 build .: ghcr.io/octo/app:1.0", "@3 push ghcr.io/octo/app:1.0"],
  },
  "variables of the step": {
    script: "docker push $IMAGE_NAME:$TAG",
    env: { IMAGE_NAME: "octo/app", TAG: "nightly" },
    gives: ["@0 push octo/app:nightly"],
  },
  "a push of an unknown variable": {
    script: "docker push octo/app:$SOME_TAG",
    gives: ["@0 fault: the text `octo/app:$SOME_TAG` is known only in a run"],
  },
  "an expression that is left": {
    script: `docker push octo/app:${expression("steps.x.outputs.tag")}`,
    gives: [`@0 fault: the text \`octo/app:${expression("steps.x.outputs.tag")}\` is known only in a run`],
  },
  "a registry with a port": { script: "docker push localhost:5000/app", gives: ["@0 push localhost:5000/app:latest"] },
  "the starter workflow": {
    script: `IMAGE_ID=ghcr.io/OctoOrg/$IMAGE_NAME
# Change all uppercase to lowercase
IMAGE_ID=$(echo $IMAGE_ID | tr '[A-Z]' '[a-z]')
# Strip git ref prefix from version
VERSION=$(echo "refs/tags/v1.4.2" | sed -e 's,.*/\\(.*\\),\\1,')
# Strip "v" prefix from tag name
[[ "refs/tags/v1.4.2" == "refs/tags/"* ]] && VERSION=$(echo $VERSION | sed -e 's/^v//')
# Use Docker \`latest\` tag convention
[ "$VERSION" == "main" ] && VERSION=latest
echo IMAGE_ID=$IMAGE_ID
echo VERSION=$VERSION
docker tag $IMAGE_NAME $IMAGE_ID:$VERSION
docker push $IMAGE_ID:$VERSION`,
    env: { IMAGE_NAME: "image" },
    gives: ["@11 tag library/image:latest ghcr.io/octoorg/image:1.4.2", "@12 push ghcr.io/octoorg/image:1.4.2"],
  },
  "the starter workflow on main": {
    script: `VERSION=$(echo "$GITHUB_REF" | sed -e 's,.*/\\(.*\\),\\1,')
[[ "$GITHUB_REF" == "refs/tags/"* ]] && VERSION=$(echo $VERSION | sed -e 's/^v//')
[ "$VERSION" == "main" ] && VERSION=latest
docker push octo/app:$VERSION`,
    gives: ["@3 push octo/app:latest"],
  },
  "the git tag without its folder": {
    script: `echo "VERSION=\${GITHUB_REF#refs/tags/v}" >> $GITHUB_ENV`,
    on: release,
    gives: ["env VERSION=1.4.2"],
  },
  "the last part of the ref": {
    script: `echo "tag=\${GITHUB_REF##*/}" >> "$GITHUB_OUTPUT"`,
    on: release,
    gives: ["output tag=v1.4.2"],
  },
  "the old way to set an output": {
    script: `echo ::set-output name=version::\${GITHUB_REF_NAME#v}`,
    on: release,
    gives: ["output version=1.4.2"],
  },
  "a short commit id": { script: `echo sha=\${GITHUB_SHA::7} >> $GITHUB_OUTPUT`, gives: ["output sha=860c190"] },
  "a short commit id with an offset": { script: `echo sha=\${GITHUB_SHA:0:8} >> $GITHUB_OUTPUT`, gives: ["output sha=860c1904"] },
  "a short commit id of git": {
    script: 'echo "sha=$(git rev-parse --short HEAD)" >> "$GITHUB_OUTPUT"',
    gives: ["output sha=860c190"],
  },
  "a short commit id by cut": {
    script: 'echo "sha=$(echo $GITHUB_SHA | cut -c1-7)" >> $GITHUB_OUTPUT',
    gives: ["output sha=860c190"],
  },
  "the branch with dashes": {
    script: `echo "branch=$(echo \${GITHUB_REF#refs/heads/} | tr / -)" >> $GITHUB_OUTPUT`,
    on: { on: "branch", branch: "feature/a/b" },
    gives: ["output branch=feature-a-b"],
  },
  "the branch by a replacement": {
    script: `echo "branch=\${GITHUB_REF_NAME//\\//-}" >> $GITHUB_OUTPUT`,
    on: { on: "branch", branch: "feature/a/b" },
    gives: ["output branch=feature-a-b"],
  },
  "a date": { script: "echo date=$(date +'%Y%m%d') >> $GITHUB_OUTPUT", gives: ["output date=20260305"] },
  "a date in UTC": {
    script: 'echo "date=$(date -u +%Y-%m-%dT%H:%M:%SZ)" >> $GITHUB_OUTPUT',
    gives: ["output date=2026-03-05T04:06:07Z"],
  },
  "a lower-case repository": {
    script: `echo "REPO=\${GITHUB_REPOSITORY,,}" >> \${GITHUB_ENV}`,
    gives: ["env REPO=octo-org/app"],
  },
  "an owner in lower case by awk": {
    script: "echo \"name=$(echo Octo/App | awk -F/ '{print $2}' | tr '[:upper:]' '[:lower:]')\" >> $GITHUB_OUTPUT",
    gives: ["output name=app"],
  },
  "a version file": {
    script: "VERSION=$(cat VERSION)\ndocker build -t octo/app:$VERSION .\ndocker push octo/app:$VERSION",
    gives: ["@1 build .: octo/app:3.2.1", "@2 push octo/app:3.2.1", "value version: VERSION whole 3.2.1"],
  },
  "a version file in a folder": {
    script: `cd app\nVERSION=\`cat VERSION\`\necho "v=\${VERSION#v}" >> $GITHUB_OUTPUT`,
    gives: ["output v=0.9", "value v: app/VERSION whole v0.9"],
  },
  "package.json by jq": {
    script: "echo version=$(jq -r .version package.json) >> $GITHUB_OUTPUT",
    gives: ["output version=2.5.0", 'value version: package.json ^\\s*"version":\\s*"([^"]+)" 2.5.0'],
  },
  "package.json by node": {
    script: 'echo "V=$(node -p "require(\'./package.json\').version")" >> $GITHUB_ENV',
    gives: ["env V=2.5.0", 'value V: package.json ^\\s*"version":\\s*"([^"]+)" 2.5.0'],
  },
  "package.json by grep and sed": {
    script: `V=$(cat package.json | grep version | head -1 | awk -F: '{ print $2 }' | sed 's/[",]//g' | tr -d '[[:space:]]')
docker push octo/app:$V`,
    gives: ["@1 push octo/app:2.5.0", 'value version: package.json ^\\s*"version":\\s*"([^"]+)" 2.5.0'],
  },
  "pyproject.toml by grep and cut": {
    script: "echo v=$(grep -m1 '^version' pyproject.toml | cut -d'\"' -f2) >> $GITHUB_OUTPUT",
    gives: ["output v=0.8.1", 'value v: pyproject.toml ^version\\s*=\\s*"([^"]+)" 0.8.1'],
  },
  "Cargo.toml by grep -oP": {
    script: "echo v=$(grep -oP '^version = \"\\K[^\"]+' Cargo.toml) >> $GITHUB_OUTPUT",
    gives: ["output v=0.3.0", 'value v: Cargo.toml ^version\\s*=\\s*"([^"]+)" 0.3.0'],
  },
  "Chart.yaml by yq": {
    script: "echo app=$(yq '.appVersion' chart/Chart.yaml) >> $GITHUB_OUTPUT",
    gives: ["output app=4.5.6", "value app: chart/Chart.yaml ^appVersion:\\s*[\"']?([^\"'\\s]+) 4.5.6"],
  },
  "an ARG of a Dockerfile": {
    script: "echo v=$(sed -n 's/^ARG VERSION=//p' Dockerfile) >> $GITHUB_OUTPUT",
    gives: ["output v=7.8.9", "value v: Dockerfile ^ARG VERSION=(\\S+) 7.8.9"],
  },
  "a part of a version of a file": {
    script: `V=$(cat VERSION)\ndocker push octo/app:\${V%.*}\ndocker push octo/app:\${V%%.*}`,
    gives: ["@1 push octo/app:3.2", "@2 push octo/app:3", "value version: VERSION whole 3.2.1"],
  },
  "fields of a version": {
    script: `IFS=. read -r MAJOR MINOR PATCH <<< "\${GITHUB_REF_NAME#v}"\ndocker push octo/app:$MAJOR.$MINOR`,
    on: release,
    gives: ["@1 push octo/app:1.4"],
  },
  "a file of the script itself": { script: 'echo 9.9 > v.txt\necho "v=$(<v.txt)" >> $GITHUB_OUTPUT', gives: ["output v=9.9"] },
  "package.json without its ending": {
    script: "docker push a/b:$(node -p \"require('./package').version\")",
    gives: ["@0 push a/b:2.5.0", 'value version: package.json ^\\s*"version":\\s*"([^"]+)" 2.5.0'],
  },
  "an unknown version": {
    script: 'echo "version=$(make version)" >> $GITHUB_OUTPUT',
    gives: ["unknown output version: $(make version)"],
  },
};

test.each(Object.entries(rows))("%s", (_name, { script, env = {}, on = main, gives }) => {
  expect(linesOf(script, env, on)).toEqual(gives);
});
