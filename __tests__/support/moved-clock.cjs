// Loaded before a program: its clock begins at TAGSTREAM_TEST_NOW, in milliseconds, and goes on from there.
const shift = Number(process.env["TAGSTREAM_TEST_NOW"]) - Date.now();
const real = Date.now;

globalThis.Date = class extends Date {
  constructor(...values) {
    super(...(values.length === 0 ? [real() + shift] : values));
  }

  static now() {
    return real() + shift;
  }
};
