/** The status page without its data: `tools/page/template.mjs` makes it of `src/page`. */
declare module "tagstream:page" {
  const template: string;
  export default template;
}
