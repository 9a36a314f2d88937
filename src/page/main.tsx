import { render } from "preact";
import type { Status } from "../core/status/status.ts";
import { App } from "./app.tsx";
import { readData } from "./read-data.ts";

const place = document.getElementById("app");
const data = document.getElementById("status")?.textContent ?? "";
if (place) {
  readData(data).then(
    (text) => render(<App status={JSON.parse(text) as Status} />, place),
    () => render(<p>This browser cannot read the page's data. The file status.json beside it has the same.</p>, place),
  );
}
