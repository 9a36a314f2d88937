// An empty registry that answers at once, so that only Tagstream is measured.
import { createServer } from "node:http";

export interface StandIn {
  /** `localhost:PORT` */
  registry: string;
  /** How many requests have come since the last call. */
  requests(): number;
  close(): void;
}

/** Answers `GET /v2/` with 200 and everything else with 404, as an empty registry does. */
export async function startRegistry(): Promise<StandIn> {
  let count = 0;
  const server = createServer((request, response) => {
    count++;
    const known = request.url === "/v2/";
    response.writeHead(known ? 200 : 404, { "content-type": "application/json" });
    response.end(known ? "{}" : '{"errors":[{"code":"NAME_UNKNOWN"}]}');
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the registry's port is not known");
  const requests = () => {
    const counted = count;
    count = 0;
    return counted;
  };
  return { registry: `localhost:${address.port}`, requests, close: () => void server.close(() => {}) };
}
