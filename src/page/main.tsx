import { render } from "preact";
import { unpack } from "../core/status/packed.ts";
import { App } from "./app.tsx";
import { readData } from "./read-data.ts";

const place = document.getElementById("app");
const data = document.getElementById("status")?.textContent ?? "";
if (place) {
  readData(data)
    .then((text) => unpack(JSON.parse(text)))
    .then(
      (status) => render(<App status={status} />, place),
      () =>
        render(
          <p class="fault">
            This page's data is damaged, or this browser is too old to read it. <a href="status.json">status.json</a> has the
            same.
          </p>,
          place,
        ),
    );
}
