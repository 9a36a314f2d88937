// The parts of undici that the toolkit uses, without WebSockets, caches and mocks. The bundle loads
// dist/undici.cjs only for a proxy.
// undici's own index gives dispatchers their methods, `connect` among them.
Object.assign(require("undici/lib/dispatcher/dispatcher.js").prototype, require("undici/lib/api/index.js"));
exports.ProxyAgent = require("undici/lib/dispatcher/proxy-agent.js");
exports.fetch = (...args) => require("undici/lib/web/fetch/index.js").fetch(...args);
