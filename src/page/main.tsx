import { render } from "preact";
import { unpack } from "../core/status/packed.ts";
import { App } from "./app.tsx";
import { readData } from "./read-data.ts";

const place = document.getElementById("app");
const data = document.getElementById("status")?.textContent ?? "";
if (place) {
  readData(data).then(
    (text) => render(<App status={unpack(JSON.parse(text))} />, place),
    () => render(<p>This browser cannot read the page's data. The file status.json beside it has the same.</p>, place),
  );
}
