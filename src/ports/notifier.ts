import type { PublishedNews } from "../core/result/published-news.ts";

/** Tells other repositories that images were published. */
export interface Notifier {
  /**
   * Sends one `repository_dispatch` of the type `tagstream-published`. A hint: the receiver looks
   * for itself.
   * @param to `owner/name`
   * @param from the repository that published
   * @throws Failure `github-…`
   */
  notify(to: string, from: string, images: readonly PublishedNews[]): Promise<void>;
}
