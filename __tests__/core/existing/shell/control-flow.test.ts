import { expect, test } from "@jest/globals";
import { linesOf, main, type Row, release } from "./script-lines.ts";

const rows: Readonly<Record<string, Row>> = {
  "tags in a variable": {
    script: 'TAGS="-t octo/app:1 -t octo/app:2"\ndocker buildx build $TAGS --push .',
    gives: ["@1 build . and push: octo/app:1 octo/app:2"],
  },
  "tags in an array": {
    script: `args=(-t "octo/app:1")\nif [[ $GITHUB_REF == refs/heads/main ]]; then\n  args+=(-t octo/app:latest)\nfi\ndocker buildx build "\${args[@]}" --push .`,
    gives: ["@4 build . and push: octo/app:1 octo/app:latest"],
  },
  "a loop": {
    script: "for name in api web; do\n  docker build -t octo/$name ./$name\n  docker push octo/$name\ndone",
    gives: [
      "@1 build api: octo/api:latest",
      "@1 build web: octo/web:latest",
      "@2 push octo/api:latest",
      "@2 push octo/web:latest",
    ],
  },
  "a loop over lines": {
    script: 'while read -r tag; do docker push "octo/app:$tag"; done <<EOF\n1.0\nlatest\nEOF',
    gives: ["@0 push octo/app:1.0", "@0 push octo/app:latest"],
  },
  "a condition that holds": {
    script: 'if [ "$GITHUB_REF_TYPE" = "tag" ]; then T=$GITHUB_REF_NAME; else T=edge; fi\ndocker push octo/app:$T',
    on: release,
    gives: ["@1 push octo/app:v1.4.2"],
  },
  "a condition that does not hold": {
    script: 'if [ "$GITHUB_REF_TYPE" = "tag" ]; then T=$GITHUB_REF_NAME; else T=edge; fi\ndocker push octo/app:$T',
    gives: ["@1 push octo/app:edge"],
  },
  "both branches of an unknown condition": {
    script: 'if [ "$X" = y ]; then docker push a/b:1; T=1; else docker push a/b:2; T=2; fi\ndocker push a/c:$T',
    gives: ["@0 push a/b:1", "@0 push a/b:2", "@1 fault: the text `a/c:$T` is known only in a run"],
  },
  "an output of an unknown condition": {
    script:
      'if git diff --quiet HEAD^ -- app; then\n  echo "tag=a" >> $GITHUB_OUTPUT\nelse\n  echo "tag=b" >> $GITHUB_OUTPUT\nfi',
    gives: ["unknown output tag: b"],
  },
  "a case": {
    script:
      'case "$GITHUB_REF" in\n  refs/tags/*) TAG=release ;;\n  refs/heads/main|refs/heads/master) TAG=edge ;;\n  *) TAG=other ;;\nesac\ndocker push a/b:$TAG',
    gives: ["@5 push a/b:edge"],
  },
  "a match with groups": {
    script: `if [[ "$GITHUB_REF" =~ ^refs/tags/v([0-9]+)\\.([0-9]+) ]]; then docker push "a/b:\${BASH_REMATCH[1]}.\${BASH_REMATCH[2]}"; fi`,
    on: release,
    gives: ["@0 push a/b:1.4"],
  },
  "an early exit": { script: 'if [ "$GITHUB_EVENT_NAME" = push ]; then exit 0; fi\ndocker push a/b', gives: [] },
  "a default of a variable": { script: `docker push a/b:\${TAG:-latest}`, gives: ["@0 push a/b:latest"] },
  "a default that is not used": { script: `docker push a/b:\${TAG:-latest}`, env: { TAG: "7" }, gives: ["@0 push a/b:7"] },
  "several lines of an output": {
    script: '{\n  echo \'tags<<EOF\'\n  echo "octo/app:1"\n  echo octo/app:2\n  echo EOF\n} >> "$GITHUB_OUTPUT"',
    gives: ["output tags=octo/app:1\nocto/app:2"],
  },
  "a here-document as an output": {
    script: "cat <<EOF >> $GITHUB_OUTPUT\nname=$GITHUB_REPOSITORY\nraw=\\$x\nEOF",
    gives: ["output name=octo-org/app", "output raw=$x"],
  },
  "an output by tee": { script: 'echo "a=b" | tee -a $GITHUB_OUTPUT', gives: ["output a=b"] },
  "a chain": {
    script: "docker build -t a/b . && docker push a/b || exit 1; echo done",
    gives: ["@0 build .: a/b:latest", "@0 push a/b:latest"],
  },
};

test.each(Object.entries(rows))("%s", (_name, { script, env = {}, on = main, gives }) => {
  expect(linesOf(script, env, on)).toEqual(gives);
});
