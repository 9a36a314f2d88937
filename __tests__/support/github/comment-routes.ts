import type { Comment } from "../github-issues.ts";
import { type Route, refused, unknown } from "./route.ts";
import type { GitHub } from "./state.ts";

/** The parts of the REST API that write comments on pull requests and issues. */
export function commentRoutes(github: GitHub): Route[] {
  let nextId = 1000;
  return [
    [
      /^POST \/repos\/osg\/images\/issues\/(\d+)\/comments$/,
      ([, number], { body }) => {
        const pull = github.pulls.get(Number(number));
        const commented = pull ?? github.issues.get(Number(number));
        if (!commented) return unknown;
        if (!(pull ? github.mayComment : github.mayWriteIssues)) return refused;
        const comment = { id: nextId++, author: github.login, body: String(body) };
        commented.comments.push(comment);
        return { status: 201, body: restComment(comment) };
      },
    ],
    [
      /^PATCH \/repos\/osg\/images\/issues\/comments\/(\d+)$/,
      ([, id], { body }) => {
        const isIt = (one: Comment) => one.id === Number(id);
        const onPull = [...github.pulls.values()].flatMap((pull) => pull.comments).find(isIt);
        const comment = onPull ?? [...github.issues.values()].flatMap((issue) => issue.comments).find(isIt);
        if (!comment) return unknown;
        if (!(onPull ? github.mayComment : github.mayWriteIssues) || comment.author !== github.login) return refused;
        comment.body = String(body);
        return { status: 200, body: restComment(comment) };
      },
    ],
  ];
}

function restComment({ id, author, body }: Comment): object {
  return { id, node_id: `IC_${id}`, body, user: { login: author } };
}
