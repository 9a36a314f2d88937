import { hintType } from "../../core/events/repository-dispatch.ts";
import type { Notifier } from "../../ports/notifier.ts";
import { type ClientOptions, createGitHubClient } from "./client.ts";
import { explain } from "./explain.ts";

/**
 * Sends `repository_dispatch` with a token of its own: the job's token has no say in other
 * repositories. Import this file only on demand: it loads Octokit.
 */
export async function createNotifier(options: Omit<ClientOptions, "id"> & { token: string }): Promise<Notifier> {
  const client = await createGitHubClient({ id: "notify", ...options });
  return {
    async notify(to, from, images) {
      const [owner = "", repo = ""] = to.split("/");
      const client_payload = { repository: from, images: [...images] };
      const refused = "the token in TAGSTREAM_NOTIFY_TOKEN may not write to the contents of that repository";
      await client.rest.repos
        .createDispatchEvent({ owner, repo, event_type: hintType, client_payload })
        .catch((error: unknown) => {
          throw explain(error, `the event for ${to}`, "contents: write", refused);
        });
    },
  };
}
