// The documentation site: `npm run site`. What it needs to know of this repository is in
// `tools/site`; decision 63 says why it is made like this.
import { defineConfig } from "vitepress";
import { homeOf, introductionOf } from "../../tools/site/home.ts";
import { markdownOptions } from "../../tools/site/markdown.ts";
import { menuOf, sectionsOf, sidebarOf } from "../../tools/site/navigation.ts";
import { notPages, pageFiles, pageOf } from "../../tools/site/pages.ts";
import { repositoryIn } from "../../tools/site/repository.ts";

const root = process.cwd();
const repository = repositoryIn(process.env);
const introduction = introductionOf(root);
const sections = sectionsOf(root);

export default defineConfig({
  title: "Tagstream",
  description: introduction.claim,
  lang: "en",
  // GitHub Pages serves a repository's site below the repository's name.
  base: `/${process.env["SITE_BASE"] ?? ""}/`.replace(/\/+/g, "/"),
  head: [["link", { rel: "icon", href: "data:," }]],
  srcDir: "..",
  srcExclude: notPages,
  rewrites: (file) => pageOf(file) ?? file,
  outDir: "../.site",
  cacheDir: "../node_modules/.vitepress",
  vite: { build: { chunkSizeWarningLimit: 5000 } }, // kB: the search index is one file
  markdown: markdownOptions(root, repository),
  transformPageData: ({ relativePath }) =>
    relativePath === "index.md" ? { title: "Tagstream", titleTemplate: false, frontmatter: homeOf(introduction) } : undefined,
  themeConfig: {
    nav: menuOf(sections),
    sidebar: sidebarOf(sections, pageFiles(root)),
    outline: { level: [2, 3] },
    search: { provider: "local" },
    ...(repository && {
      socialLinks: [{ icon: "github", link: repository.address }],
      editLink: { pattern: `${repository.address}/edit/main/:path`, text: "Edit this page" },
    }),
  },
});
