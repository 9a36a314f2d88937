import { expect, test } from "@jest/globals";
import { faultsOfRest, readMutation } from "../../../support/github/hosted/published-schema.ts";

const pulls = "/repos/osg/k8s/pulls";

test.each([
  ["GET", `${pulls}?head=osg:a&state=all`, {}, []],
  ["GET", `${pulls}?branch=a`, {}, ["GET /repos/{owner}/{repo}/pulls has no parameter branch"]],
  ["POST", pulls, { head: "a", base: "main", title: "t" }, []],
  ["POST", pulls, { head: "a" }, ["POST /repos/{owner}/{repo}/pulls : must have required property 'base'"]],
  ["POST", pulls, { head: "a", base: "main", text: "t" }, ["POST /repos/{owner}/{repo}/pulls takes no text"]],
  [
    "POST",
    "/repos/osg/k8s/git/trees",
    { tree: [{ path: "a", mode: "644" }] },
    [expect.stringMatching(/trees \/tree\/0\/mode: must be equal/)],
  ],
  ["PUT", "/repos/osg/k8s/git/refs/heads%2Fa", {}, ["GitHub documents no PUT /repos/osg/k8s/git/refs/heads%2Fa"]],
])("the tests' GitHub compares requests with GitHub's published schema: %s %s %j", (method, target, body, faults) => {
  expect(faultsOfRest(method, target, body)).toEqual(faults);
});

test("so it does with mutations", () => {
  const mutation = (field: string) =>
    `mutation ($id: ID!, $head: GitObjectID!) { enqueuePullRequest(input: { pullRequestId: $id, expectedHeadOid: $head }) { ${field} { id } } }`;
  const variables = { id: "PR_1", head: "1".repeat(40) };
  expect(readMutation(mutation("mergeQueueEntry"), variables)).toEqual({ name: "enqueuePullRequest", faults: [] });
  expect(readMutation(mutation("entry"), variables).faults).toEqual([expect.stringContaining('Cannot query field "entry"')]);
  expect(readMutation(mutation("mergeQueueEntry"), { id: "PR_1" }).faults).toEqual([expect.stringContaining('"$head"')]);
});
