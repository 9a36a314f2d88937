import { type Failure, failure } from "../../../core/lib/problem.ts";
import { errorCode } from "./error-code.ts";

const certificate = /^(?:CERT_|ERR_TLS_CERT|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_SSL_TLSV1_ALERT_UNKNOWN_CA)/;

/** What is wrong with a host, which need not be the registry's own: another try, soon, would end alike. The message goes on from its name. */
export class HostFault extends Error {
  readonly host: string;

  constructor(host: string, message: string) {
    super(message);
    this.host = host;
  }
}

/** What a host is found to be with which no exchange came about, with what Node says in words. */
export function hostFault(host: string, error: unknown): HostFault {
  return new HostFault(host, `cannot be reached: ${reason(errorCode(error), error)}`);
}

/** A Failure for a host with which no exchange came about: `registry-unreachable`. */
export function unreachable(host: string, error: unknown): Failure {
  const fault = error instanceof HostFault ? error : hostFault(host, error);
  return failure("registry-unreachable", `${fault.host} ${fault.message}`, { cause: error });
}

function reason(code: string, error: unknown): string {
  const message = typeof error === "object" && error !== null && "message" in error ? String(error.message) : "";
  if (message.startsWith("tunneling socket")) return "the proxy did not connect to it. See HTTP_PROXY, HTTPS_PROXY and NO_PROXY.";
  if (code === "ENOTFOUND") return "no host has that name. Correct it in `registries`, or see this machine's name service.";
  if (code === "EAI_AGAIN") return "names cannot be looked up here. See this machine's network.";
  if (code === "ECONNREFUSED") return "nothing listens at that address. Start it, or correct the address in `registries`.";
  if (code === "ETIMEDOUT") return `${message}. See the registry's health, and whether a proxy is needed (HTTPS_PROXY).`;
  if (code === "ECONNRESET" || code === "EPIPE" || code === "ECONNABORTED")
    return "it broke off the connection, again and again. See the registry's health.";
  if (code === "EPROTO" || code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG") {
    return "it does not speak TLS there, and plain http is used with loopback addresses only. Give it a certificate, or correct the port.";
  }
  if (certificate.test(code))
    return `its certificate is not trusted (${code}). Name the authority's certificate in NODE_EXTRA_CA_CERTS.`;
  if (code.startsWith("HPE_")) return "what answers there does not speak HTTP.";
  return `${code}. See the registry's health, and this machine's network.`;
}
