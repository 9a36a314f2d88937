import { expect, test } from "@jest/globals";
import { linesOf, main, type Row } from "./script-lines.ts";

const expression = (text: string) => `$${`{{ ${text} }}`}`;
const token = expression("secrets.HUB_TOKEN");

const rows: Readonly<Record<string, Row>> = {
  "a login by a pipe": {
    script: `echo "${token}" | docker login ghcr.io -u octo --password-stdin`,
    gives: [`@0 login ghcr.io octo ${token}`],
  },
  "a login by variables": {
    script: 'echo $TOKEN | docker login --username "$USER_NAME" --password-stdin https://registry.example.org/v2/',
    env: { TOKEN: token, USER_NAME: expression("vars.USER") },
    gives: [`@0 login registry.example.org ${expression("vars.USER")} ${token}`],
  },
  "a login on Docker Hub": {
    script: `docker login -u=${expression("secrets.USER")} -p ${token}`,
    gives: [`@0 login docker.io ${expression("secrets.USER")} ${token}`],
  },
  "a login by a here-string": {
    script: `docker login quay.io -u robot --password-stdin <<< "${token}"`,
    gives: [`@0 login quay.io robot ${token}`],
  },
  "a password in plain text": { script: "docker login -u me -p hunter2", gives: ["@0 login docker.io me "] },
  "all tags": {
    script: "docker build -t octo/app:1 -t octo/app:2 .\ndocker tag octo/app:1 octo/app:latest\ndocker push --all-tags octo/app",
    gives: [
      "@0 build .: octo/app:1 octo/app:2",
      "@1 tag octo/app:1 octo/app:latest",
      "@2 push octo/app:1",
      "@2 push octo/app:2",
      "@2 push octo/app:latest",
    ],
  },
  "all tags of earlier steps": { script: "docker image push -a octo/app", gives: ["@0 push octo/app:*"] },
  "arguments of the build": {
    script: 'docker build --build-arg VERSION=$V --build-arg=REF --build-arg "DATE=$(date +%F)" --target prod -t a/b .',
    env: { V: "1", REF: "main" },
    gives: ["@0 build . --target prod VERSION=1 REF=main DATE=2026-03-05: a/b:latest"],
  },
  "an unknown argument of the build": {
    script: "docker build --build-arg V=$(./version) -t a/b .",
    gives: ["@0 build .: a/b:latest", "@0 fault: the value of the argument `V` is known only in a run"],
  },
  "another folder": {
    script: "cd services/api && docker build -f Dockerfile.prod -t a/b ..",
    gives: ["@0 build services -f services/api/Dockerfile.prod: a/b:latest"],
  },
  "the workspace": {
    script: 'docker build -t a/b "$GITHUB_WORKSPACE/web" -f $(pwd)/web/Dockerfile',
    gives: ["@0 build web: a/b:latest"],
  },
  "a context outside": {
    script: "docker build -t a/b /tmp/out",
    gives: ["@0 fault: the folder that it builds is known only in a run, or is outside the repository"],
  },
  "output to a registry": { script: "docker buildx build -o type=registry -t a/b .", gives: ["@0 build . and push: a/b:latest"] },
  "output with a name": {
    script: "docker buildx build --output=type=image,name=a/b:1,push=true .",
    gives: ["@0 build . and push: a/b:1"],
  },
  "one index of several images": {
    script: "docker buildx imagetools create -t a/b:1 -t a/b:latest a/b:1-amd64 a/b:1-arm64",
    gives: [
      "@0 tag a/b:1-amd64 a/b:1",
      "@0 tag a/b:1-arm64 a/b:1",
      "@0 tag a/b:1-amd64 a/b:latest",
      "@0 tag a/b:1-arm64 a/b:latest",
      "@0 push a/b:1",
      "@0 push a/b:latest",
    ],
  },
  "one index of digests": {
    script: `docker buildx imagetools create $(jq -cr '.tags | map("-t " + .) | join(" ")' <<< "$DOCKER_METADATA_OUTPUT_JSON") \\
  $(printf 'ghcr.io/octo/app@sha256:%s ' *)`,
    env: { DOCKER_METADATA_OUTPUT_JSON: '{"tags":["ghcr.io/octo/app:1","ghcr.io/octo/app:main"]}' },
    gives: [
      "@0 tag ghcr.io/octo/app: ghcr.io/octo/app:1",
      "@0 tag ghcr.io/octo/app: ghcr.io/octo/app:main",
      "@0 push ghcr.io/octo/app:1",
      "@0 push ghcr.io/octo/app:main",
    ],
  },
  "a manifest": {
    script: "docker manifest create a/b:1 --amend a/b:1-amd64 --amend a/b:1-arm64\ndocker manifest push a/b:1",
    gives: ["@0 tag a/b:1-amd64 a/b:1", "@0 tag a/b:1-arm64 a/b:1", "@1 push a/b:1"],
  },
  "a push of each line by xargs": {
    script: "printf 'a/b:1\\na/b:2\\n' | xargs -n1 docker push\necho 1 2 | xargs -I{} docker push a/c:{}",
    gives: ["@0 push a/b:1", "@0 push a/b:2", "@1 push a/c:1", "@1 push a/c:2"],
  },
  "a push of unknown lines": {
    script: "docker images -q | xargs docker push",
    gives: ["@0 fault: the text `docker images -q` is known only in a run"],
  },
  podman: {
    script: "podman build -t quay.io/o/app .\nsudo podman push quay.io/o/app docker://quay.io/o/app:1",
    gives: ["@0 build .: quay.io/o/app:latest", "@1 tag quay.io/o/app:latest quay.io/o/app:1", "@1 push quay.io/o/app:1"],
  },
  buildah: {
    script: "buildah bud --layers -t o/app:1 -f Containerfile .\nbuildah push o/app:1",
    gives: ["@0 build . -f Containerfile: o/app:1", "@1 push o/app:1"],
  },
  "a copy by skopeo": {
    script: "skopeo copy --all docker://ghcr.io/o/a:1 docker://docker.io/o/a:1",
    gives: ["@0 tag ghcr.io/o/a:1 o/a:1", "@0 push o/a:1"],
  },
  "a tag by crane": {
    script: "crane tag ghcr.io/o/a:1 latest",
    gives: ["@0 tag ghcr.io/o/a:1 ghcr.io/o/a:latest", "@0 push ghcr.io/o/a:latest"],
  },
  bake: {
    script: "TAG=1 docker buildx bake -f docker/bake.hcl --set '*.platform=linux/amd64' --push web api",
    env: { REGION: "eu" },
    gives: ['@0 bake in . [{"path":"docker/bake.hcl"}] web api *.platform=linux/amd64 CI=true REGION=eu TAG=1 and push'],
  },
  "bake that prints": { script: "docker buildx bake --print", gives: [] },
  compose: {
    script: "export TAG=9\ndocker compose build\ndocker-compose -f docker-compose.yml push web",
    gives: ["@1 build web: ghcr.io/octo/web:9", "@1 build . -f job.Dockerfile: octo/job:latest", "@2 push ghcr.io/octo/web:9"],
  },
  "a function": {
    script:
      'publish() {\n  docker build -t "octo/$1:$2" "$1"\n  docker push "octo/$1:$2"\n}\npublish api 1.0\npublish web "$GITHUB_REF_NAME"',
    gives: ["@1 build api: octo/api:1.0", "@1 build web: octo/web:main", "@2 push octo/api:1.0", "@2 push octo/web:main"],
  },
  "a script of the repository": {
    script: "chmod +x ci/push.sh\n./ci/push.sh api 1.0",
    gives: ["@1 build api: octo/api:1.0", "@1 push octo/api:1.0"],
  },
  "a file of variables": { script: "source ci/names.env\ndocker push $IMAGE:$TAG", gives: ["@1 push octo/sourced:1"] },
  "a rule of a Makefile": {
    script: "make docker-push TAG=1",
    gives: ["@0 fault: Tagstream does not read the rules of a Makefile"],
  },
  "a rule without images": { script: "make test", gives: [] },
  "another publisher": { script: "ko build --bare ./cmd/app", gives: ["@0 fault: Tagstream does not read what `ko` publishes"] },
  "a form that has no reading": {
    script: "docker push a/b:1\nfor x in; if done\ndocker push a/b:2",
    gives: ["@0 push a/b:1", "@1 fault: Tagstream does not read this form of shell, and commands for images follow"],
  },
  "a form that has no reading, without images": { script: "if then (", gives: [] },
};

test.each(Object.entries(rows))("%s", (_name, { script, env = {}, on = main, gives }) => {
  expect(linesOf(script, env, on)).toEqual(gives);
});
