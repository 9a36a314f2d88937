import { type Failure, failure } from "../../../core/lib/problems/problem.ts";
import { errorCode } from "./error-code.ts";

const certificate = /^(?:CERT_|ERR_TLS_CERT|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_SSL_TLSV1_ALERT_UNKNOWN_CA)/;

/**
 * A fault of a host, not always the registry's own: an early retry would fail too. The message
 * continues its name.
 */
export class HostFault extends Error {
  readonly host: string;

  constructor(host: string, message: string) {
    super(message);
    this.host = host;
  }
}

/** The fault of an unreachable host, with Node's error in words. */
export function hostFault(host: string, error: unknown): HostFault {
  return new HostFault(host, `cannot be reached: ${reason(errorCode(error), error)}`);
}

/** A Failure `registry-unreachable` for a host that could not be reached. */
export function unreachable(host: string, error: unknown): Failure {
  const fault = error instanceof HostFault ? error : hostFault(host, error);
  return failure("registry-unreachable", `${fault.host} ${fault.message}`, { cause: error });
}

function reason(code: string, error: unknown): string {
  const message = typeof error === "object" && error !== null && "message" in error ? String(error.message) : "";
  if (message.startsWith("tunneling socket"))
    return "the proxy could not connect to it. Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY.";
  if (code === "ENOTFOUND")
    return "DNS has no host of that name. Correct it in `registries` or in the Dockerfile, or check this machine's DNS.";
  if (code === "EAI_AGAIN") return "the DNS look-up failed. Check this machine's network.";
  if (code === "ECONNREFUSED")
    return "nothing listens at that address. Start the registry, or correct the address in `registries`.";
  if (code === "ETIMEDOUT") return `${message}. Check the registry's health. Set HTTPS_PROXY if this network needs a proxy.`;
  if (code === "ECONNRESET" || code === "EPIPE" || code === "ECONNABORTED")
    return "it closed the connection on every retry. Check the registry's health.";
  if (code === "EPROTO" || code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG") {
    return "it does not use TLS, and Tagstream uses plain http only for loopback addresses. Give it a certificate, or correct the port.";
  }
  if (certificate.test(code))
    return `this machine does not trust its certificate (${code}). Set NODE_EXTRA_CA_CERTS to the authority's certificate.`;
  if (code.startsWith("HPE_")) return "the server at that address does not speak HTTP.";
  return `${code}. Check the registry's health and this machine's network.`;
}
