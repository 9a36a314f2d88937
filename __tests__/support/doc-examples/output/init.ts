import { initProject } from "../../init-run.ts";
import { printed } from "./printed.ts";

const workflow = `name: docker
on:
  push: { branches: [main], tags: ["v*"] }
jobs:
  docker:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v7
      - id: meta
        uses: docker/metadata-action@v6
        with:
          images: ghcr.io/octo-org/app
          tags: |
            type=ref,event=branch
            type=sha,enable={{is_default_branch}}
            type=semver,pattern={{version}}
            type=semver,pattern={{major}}.{{minor}}
      - uses: docker/build-push-action@v7
        with: { context: ., push: true, tags: "\${{ steps.meta.outputs.tags }}" }
`;

/** What `init` proposes for a repository with docker/metadata-action. */
export const shownInit = printed({
  name: "proposal of init",
  begins: /^tagstream init · /,
  async lines() {
    const { made, init } = initProject({ ".github/workflows/docker.yml": workflow, Dockerfile: "FROM scratch\n" });
    made.repository.git("tag", "v1.4.2");
    const listed = async () => ["main", "latest", "1.4.2", "1.4", "1.4.1", "1.3.9"];
    const { printed: table, questions } = await init({ answers: ["n"], listed });
    return [...table.trimEnd().split("\n"), ...questions].map((line) =>
      line.trimEnd().replaceAll(made.repository.head().slice(0, 7), "4be1c0f"),
    );
  },
});
