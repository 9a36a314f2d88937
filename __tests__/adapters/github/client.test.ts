import { expect, test } from "@jest/globals";
import { createGitHubClient } from "../../../src/adapters/github/client.ts";
import { createNotifier } from "../../../src/adapters/github/notifier.ts";

// fetch says `Headers.append: "token …" is an invalid header value`, and Octokit's error repeats it.
test.each(["ghp_s3cret\ns3cret", "ghp_s3cret s3cret", "ghp_s3cret…", "\u0000s3cret", ""])(
  "a text that can be no token reaches no request, and no message: %j",
  async (token) => {
    const refused = { problems: [{ code: "github-denied", message: expect.not.stringContaining("s3cret") }] };
    await expect(createGitHubClient({ id: "test", token })).rejects.toMatchObject(refused);
    await expect(createNotifier({ token })).rejects.toMatchObject(refused);
  },
);

test.each(["ghs_16C7e42F292c6912E7710c838347Ae178B4a", "v1.1f699f1069f60xxx", "github_pat_11AA_b-c"])(
  "%s may be one",
  async (token) => {
    await expect(createGitHubClient({ id: "test", token })).resolves.toBeDefined();
  },
);
