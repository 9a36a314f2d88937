// What the toolkit takes from undici, without WebSockets, caches and mocks: bundled as dist/undici.cjs, which is loaded when a proxy is used.
// undici's own index gives dispatchers their methods, `connect` among them.
Object.assign(require("undici/lib/dispatcher/dispatcher.js").prototype, require("undici/lib/api/index.js"));
exports.ProxyAgent = require("undici/lib/dispatcher/proxy-agent.js");
exports.fetch = (...args) => require("undici/lib/web/fetch/index.js").fetch(...args);
