import { cleanUpCodes } from "./clean-up-codes.ts";
import { initCodes } from "./init-codes.ts";

/**
 * Every error code that Tagstream prints, with its explanation: what happened and what to do.
 * docs/reference/errors.md is generated from this, so no code lacks an explanation.
 */
export const codes = {
  "build-secret-withheld":
    "The build of a change from a fork or Dependabot failed because it lacks a secret that the base branch's configuration gives this image. To check the change, push it to a branch of this repository.",
  "build-annotations-missing":
    "The pushed index lacks the annotations that Tagstream asked for. Update the builder, or remove what rewrites indexes between it and the registry.",
  "build-base-missing":
    "An image's base was neither built in this run nor ever published, or it stayed on the runner of another job. Publish the base first, select it too, or run its failed job again.",
  "build-base-platform": "The image of a base is for another platform than the one that this job builds. Run all jobs again.",
  "build-failed": "`docker buildx bake` failed. The message has its last lines, the job's log all of them.",
  "build-generator-failed":
    "The image that lists packages during a build failed, could not be pulled, or wrote what BuildKit refuses: the image itself is not at fault. Name another generator with `packages: { generator: … }`, or give the image `packages: false`.",
  "build-leg-invalid":
    "The builds of an image's platforms do not fit together: one lacks its platform or its attestation, has another one's, or has other annotations. Tagstream publishes nothing of that image. Run the build jobs again.",
  "build-not-on-base":
    "An image's provenance does not name the digest of one of its bases. Its Dockerfile must use one of the base's published references in `FROM`, `COPY --from` or `RUN --mount=from`.",
  "build-packages-missing":
    "The generator of package lists wrote none for a platform of an image. The image is as good as before, but Tagstream cannot tell what changed in it. If that stays so, name another generator with `packages: { generator: … }`, or give the image `packages: false`.",
  "build-platforms-missing": "The pushed index does not have exactly the unit's platforms. Check the builder, then run again.",
  "build-secret-missing":
    "A build secret's environment variable is not set, or its file cannot be read. Give it to the step in `env`.",
  "build-unknown-job": "The plan has no job with that id. Set `job` to an entry of the plan's matrix.",
  "build-unreadable":
    "The registry does not return what Tagstream pushed, or returns something else. Check the registry's health, then run again.",
  "builder-driver":
    "The builder's driver cannot push by digest. Add docker/setup-buildx-action before this step, or name another builder in BUILDX_BUILDER.",
  "builder-missing":
    "Docker or its buildx plug-in is not installed here. Use a runner that has Docker, and docker/setup-buildx-action.",
  "builder-old":
    "The buildx plug-in is older than Tagstream supports. Update it, or pin a newer one in docker/setup-buildx-action.",
  "builder-platform":
    "The builder cannot build for a platform of the plan. Add docker/setup-qemu-action before docker/setup-buildx-action, or a builder that has the platform: for builders elsewhere, a node.",
  "builder-unreachable":
    "The builder, one of its nodes, or the Docker daemon behind it, does not answer. Check that it runs, then run again.",
  "candidate-kept":
    "A warning: the job of a pull request has no login at all for the registry of its candidates. Its builds are tested and stay on the runner, and the merge builds again. Add docker/login-action, or set `candidates: false`.",
  "candidate-unchecked":
    "Tagstream cannot find out whether a pull request is still open and still has the commit that this run built. Give the action a token.",
  "config-base":
    "An image's `base` is unknown, is listed twice, is part of a cycle, lacks a platform, or does not have exactly one unit with the same stream and values. Or a Dockerfile uses a published image on a platform that the image lacks, or a bare image name that may be any of several bases.",
  "config-credential":
    "The configuration holds a password, a token or a key. Remove and revoke it, and name it by reference in `secrets`.",
  "config-duplicate-key":
    "A map of the configuration has the same key twice, and YAML would silently use the last one. Remove one of them.",
  "config-empty":
    "The configuration gives nothing to build: no images, an empty matrix, no streams, no platform for some unit, or `exclude` leaves nothing. Add what is missing.",
  "config-follow":
    "A stream that follows another one is not possible like this: it follows itself, or in a circle; has keys of a stream that is built; or has units whose image the other stream lacks. Or it needs what an image does not record. The message says what to change.",
  "config-idle":
    "A warning: an alias, a registry, a stream, a platform, a runner, a value, a default or an entry of `together` in the configuration applies to no unit, or a key has no effect beside another one. Correct it, or remove it.",
  "config-image-name":
    "Registries do not accept this image name. Use lower-case letters, digits, and `.`, `_`, `-`, `/` between them.",
  "config-matrix":
    "A matrix refers to a dimension or value that it does not define, has a value twice, or has a name that placeholders cannot use. Correct it.",
  "config-missing-key": "The configuration lacks a required key. The message names it.",
  "config-path-missing":
    "A context, Dockerfile, script or file of the configuration is not in the repository. Correct the path, or commit the file.",
  "config-path-outside":
    "A path of the configuration is absolute, or leaves the repository by `..`. Use a path inside the repository.",
  "config-placeholder":
    "A placeholder (`{name}`) is unknown, has no value for some unit, or is not allowed here. Write `{{name}}` for the text itself.",
  "config-registry":
    "A registry or destination does not have the form `host/namespace`, does not fit its units, appears twice, or is missing and has no default. The message says which.",
  "config-stage":
    "A stage of a Dockerfile has the name of the image's base or of one of its `contexts`, so BuildKit would replace the stage. Rename one of them.",
  "config-tag":
    "A tag has a character that registries do not accept, is too long with a timestamp appended, or looks like a timestamp, a candidate or the mark of a rollback. Change it.",
  "config-tag-collision":
    "Two units would write the same tag in the same repository. Make the tag or its `when` tell them apart.",
  "config-target":
    "The Dockerfile has no stage with the name of the image's `target`. Correct `target`, or name the stage (`FROM … AS NAME`).",
  "config-test":
    "A test has no kind, or several kinds, or has a key, a name or a platform that it cannot have. The message says which.",
  "config-unknown-key":
    "The configuration has a key that does not exist there, most often by a typing mistake. The message suggests the nearest key.",
  "config-unknown-name": "The configuration refers to a stream that it does not define. Correct the name, or define the stream.",
  "config-unquoted":
    "YAML reads a number or a truth value differently from how it is written (`25.10` is 25.1). Put it in quotes.",
  "config-value": "A value of the configuration has the wrong type or form for its key. The message says what the key takes.",
  "config-value-file":
    "A value of `values` has a name or a pattern that it cannot have, or no text for some unit: its file is too long, its `match` finds nothing, the text has several lines or is no version. The message says which.",
  "config-waiver":
    "A warning: the waiver of a test has ended, and a failure of the test counts again. Remove `waived`, or give it a later day.",
  "config-when": "A `when` names a dimension or a value that no unit has, so it would never apply. Correct it.",
  "config-yaml": "The configuration is not one readable YAML document. The message has the line.",
  "context-ignore-file": "A `.dockerignore` file has a pattern that BuildKit cannot read. Correct it, or remove it.",
  "event-malformed": "The event's payload, or a variable that GitHub sets, is malformed. Give the action the event unchanged.",
  "event-refused":
    "The event (`pull_request_target`, or `workflow_run` after a fork's run) would build untrusted code with the repository's secrets: use `pull_request`. Or an event that anyone can start asked to roll back, hold or resume: start that by hand.",
  "freshness-issue":
    "A warning: Tagstream could not keep the issue about images that are not fresh. Give the job `issues: write`. The summary has the ages all the same.",
  "freshness-stale":
    "The newest timestamp of an image is older than `rebuild: { stale: … }` allows: it is no longer rebuilt, or its rebuild fails. The issue with the label `tagstream-stale` has the cause and the remedy of each. See docs/guide/when-it-stops.md.",
  "follow-bad":
    "A following stream shows an image that its source has withdrawn: the source was rolled back past it, somebody gave it a bad verdict, or somebody yanked it. Nothing moves back by itself. Roll the stream back with the command in the message.",
  "follow-refused":
    "`advance` has nothing to publish, or what it names must not be published: nobody tested it, its source withdrew it, a verdict or a yank is against it, or a hold keeps the stream or its set. The message says which.",
  "follow-stale":
    "A warning: what a following stream shows is older than twice its soak and the time between rebuilds. The message names the condition that keeps it.",
  "follow-unknown":
    "Tagstream could not find out whether a following stream may move: the registry of its source, the holds or the verdicts could not be read. The stream stays. Run again, or mend what the message names.",
  "git-failed": "A git command failed, and no other code fits. The message quotes git.",
  "git-missing": "git is not installed, or the working folder does not exist. Install git, or correct `path`.",
  "git-no-commit": "The repository has no commit yet. Commit the Dockerfiles, and the configuration if there is one.",
  "git-not-repository":
    "The folder is not in a git work tree. Check the repository out first (actions/checkout); if its step has a `path`, give Tagstream the same `path`.",
  "git-owner":
    "git refuses to read a work tree that another user owns. If you trust it, run `git config --global --add safe.directory PATH`.",
  "git-remote":
    "The remote `origin` did not answer, or did not give a commit. Check the token's `contents: read`, and the network.",
  "git-shallow":
    "The clone does not reach back to the commit that Tagstream compares a change with. Set `fetch-depth: 2` for actions/checkout.",
  "git-submodules": "git could not check out the submodules of the branch's tip. Give the job a token that may read them.",
  "git-unknown-commit": "The repository does not have a commit that Tagstream needs. Check it out, or fetch it, first.",
  "github-denied": "GitHub refused a request. The message names the permission that the job's token lacks.",
  "github-failed": "GitHub answered a request with an error, even after retries. The message quotes it.",
  "github-issues-disabled":
    "A hold is an issue, and the repository has issues switched off. Switch them on in its settings, under General, Features.",
  "github-not-found": "GitHub does not know the repository or branch, or the token may not see it. Check both.",
  "github-rate-limit":
    "The token has used up GitHub's rate limit, which resets later than a run can wait. Run again after the reset.",
  "github-too-many-holds":
    "More issues have the hold label than Tagstream reads, so it could miss a hold. Remove the label from issues that are not holds, and from issue forms.",
  "github-unreachable": "Tagstream could not reach GitHub's API. Check the network, its proxy, and GITHUB_API_URL.",
  "hold-lifted":
    "You re-ran a run that had opened a hold. That hold has ended, changed or been replaced since, so Tagstream cannot tell what you want now. Start a new run.",
  "hold-malformed":
    "An edit made a hold's issue unreadable. Until you fix its block or close the issue, it holds everything that its title names, and runs are red.",
  "hold-closed-by-change":
    "A commit or a pull request closed a hold's issue by a keyword (`fixes #12`), which does not end the hold. Run `resume`, or reopen the issue and close it by hand.",
  "hold-overdue":
    "A hold is past its last day. It still holds its streams, and runs are red. Close its issue, or give it a later `expires`.",
  "hold-unknown":
    "Tagstream could not find out whether streams are held, so no stream moves. Give the job `issues: read`, or run again when GitHub answers.",
  "hold-write": "Tagstream could not create or close a valid hold issue. The message says why.",
  "input-invalid":
    "An input of the action, or an option of the command line, has an invalid value. The message says what it takes.",
  "judgements-unknown":
    "Tagstream could not find out which images are yanked, so it does not choose one by itself. Name the image with `to`, give the job `issues: read`, or run again when GitHub answers.",
  "only-nothing": "A pattern of `only` selects no unit. Correct it, or leave `only` empty for all units.",
  "publish-alias":
    "An alias has no valid text for an image: a label is missing, differs between platforms or gives an invalid tag, or another unit has the tag. Tagstream tags nothing of that image. Correct the alias or the label.",
  "publish-digest-gone":
    "The registry does not return an image that passed its tests. Run again. If it fails again, look for a clean-up job that removes untagged images at once.",
  "packages-generator-missing":
    "The image that lists packages during a build could not be had from its registry, so the images of the job get no list. They are as good as before. Name a copy that this job can pull: `packages: { generator: … }`. `docker buildx imagetools create --tag REGISTRY/scanner:1 IMAGE@DIGEST` makes one with the same digest.",
  "plan-base-unpublished":
    "A selected image is built on one that is neither selected nor published. Add the base to `only`; if it is of another stream, start the workflow by hand.",
  "plan-foreign":
    "The plan belongs to another repository, run, event, configuration or commit. Use the plan of this run, and check out its commit.",
  "plan-malformed": "Tagstream did not write this plan for this commit. Pass on the file of the command `plan` unchanged.",
  "plan-version": "Another version of Tagstream wrote the plan. Use one version in all jobs of the workflow.",
  "publication-unknown":
    "A unit does not have the image that `from` or `to` names, or a required registry did not answer. The message lists the nearest publications, `history` the newest 20.",
  "publication-yanked":
    "Somebody yanked the image that the rollback names: it must not be used again. The message says who, when and why. Roll back to another image, or take the yank back with `yank` and `undo`.",
  "record-foreign": "A record belongs to another plan or job. Give `publish` only the records of this run.",
  "record-malformed": "Tagstream did not write this record. Pass on the files of the command `build` unchanged.",
  "record-version": "Another version of Tagstream wrote a record. Use one version in all jobs of the workflow.",
  "platform-cannot-run":
    "Containers of a platform cannot run on this machine, so its tests could not run. Add docker/setup-qemu-action, or exempt the platform in the test's `platforms`.",
  "registry-changed":
    "A tag shows another digest than the one that Tagstream just wrote: another run or person moved it at the same time, or the registry serves old answers. Run again.",
  "registry-credentials":
    "Tagstream cannot read Docker's config.json, or the credential helper that it names. Log in again with docker/login-action or `docker login`.",
  "registry-denied":
    "The registry refused access. Give the token or account the right to read and push to the repository. The message says which.",
  "registry-failed": "The registry answered with an error, even after retries. Check its health, then run again.",
  "registry-immutable":
    "A rule of the registry forbids moving this tag. Let the rule cover timestamp tags only, never the stream tag and its aliases.",
  "registry-invalid":
    "The host that answered is not a registry, or breaks the registry protocol. Check the registry's name in `registries`, and any proxy before it.",
  "registry-login":
    "The registry requires a login, or rejects the one that it got. Add docker/login-action before this step, or renew the secret.",
  "registry-mismatch":
    "The registry returned bytes that do not match their digest, or named another digest. Tagstream discarded them. Check the registry's storage, and any cache before it.",
  "registry-missing":
    "The registry does not have the repository, its project, or a part of an image. Create the project first, or publish the image again.",
  "registry-reference": "Invalid repository name. Write the registry and a name in lower case, `ghcr.io/octo-org/app`.",
  "registry-unreachable":
    "Could not reach the registry, or it answered too slowly (DNS, network, proxy, TLS, timeout). The message names the cause, and what to check.",
  ...cleanUpCodes,
  ...initCodes,
  "rollback-target":
    "A unit cannot roll back to the image that `to` names: only images under the unit's timestamp tags qualify. The message lists the newest ones, `history` the newest 20. Or a required registry did not answer: run again.",
  "scan-failed":
    "An image's scanner ended with an error, ran out of time, or wrote no report that Tagstream can read. It is a warning, unless `fail` is set: then the image fails. The message has the reason, the job's log the scanner's output.",
  "scan-worse":
    "The new image has vulnerabilities that the published one does not have, at or above the severity in the image's `fail`. Update or remove the packages that the message names, or exempt a finding in your scanner's configuration.",
  "source-unusable":
    "Tagstream cannot build from the branch or git tag that a stream comes from: it cannot read the repository's refs, or fetch the commit, or a file is missing or faulty there. Those units are blocked; the others go on. The message says what to change.",
  "stream-version-lower":
    "The newest release of a stream from git tags is of a lower version than the stream has published: a git tag was deleted, or another run published a newer one. A stream never goes to a lower version by itself. The message has the command that rolls back. Or push the git tag again, or release a higher version.",
  "test-daemon":
    "The Docker daemon that runs the tests does not answer, or cannot pull, load or start an image. The message quotes Docker. Check the daemon, then run again.",
  "test-failed": "A test failed on a platform. Its last lines are in the summary. Tagstream does not publish that unit.",
  "test-waived":
    "A warning: a waived test failed on a platform. Until the last day of its waiver, that keeps no image from being published.",
  "test-script":
    "A test's script did not start. It must exist, be executable (`git update-index --chmod=+x`), and name an installed interpreter after `#!`. The message names the fault.",
  "timestamps-unread":
    "A stream shows an image with a timestamp of a day, and the configuration has no `timestamps`. Without the key, Tagstream reads minutes alone, and would move the stream back. Write `timestamps: minute` or `timestamps: day`.",
  "verdict-denied":
    "Only people who may write to the repository judge images. On GitHub, start the workflow by hand; on the command line, use a token of your own.",
  "verdict-issue":
    "Tagstream could not write what you say of an image into its issue. The message says why: its block of data is unreadable, it is too long, or others write at the same time.",
  "version-taken": "A version tag already exists for an image of other inputs. A version tag never changes: push a new version.",
  "version-unusable":
    "The version of a git tag cannot be part of an image's tag: it has build metadata (`+…`), is too long, or reads like a timestamp. Push another version.",
  "yank-shown":
    "A stream shows an image that somebody yanked: it must not be used any more. Nothing moves back by itself. The message has the command that rolls back.",
  "file-unreadable":
    "Tagstream cannot read a plan, a record or the configuration: it is missing, not a file, too long, or not readable by this user.",
  "file-unwritable":
    "Tagstream cannot write a file of a checkout or of the status page. Or the file is not Tagstream's, or a person changed it meanwhile: then it stays. Check its permissions, and the space on the disk, name another folder, or run again.",
  "internal-error": "This is a defect in Tagstream. Please report it, with the lines that follow the code in the log.",
  "config-missing":
    "There is no configuration at this path. Let `tagstream init` propose one, write `.github/tagstream.yml`, or name another file with `config`.",
  "notify-failed":
    "A warning: a repository in `notify` did not get the event `tagstream-published`. Its own schedule still finds the new image. Check that the token in `TAGSTREAM_NOTIFY_TOKEN` may write to the contents of that repository.",
  "notify-token":
    "A warning: the configuration has `notify`, but the step has no token for it. Give it a token in the environment variable `TAGSTREAM_NOTIFY_TOKEN`: the job's own token cannot start runs in other repositories.",
  "pin-none":
    'The command `pin` has no files to look at. Name them in the configuration, `pins: [{ files: ["k8s/**/*.yaml"] }]`; on the command line also with `--files`. As a warning: the globs match no file.',
  "pin-refused":
    "Tagstream would have changed more of a file than its pins, so it left the file as it is. Pin it by hand, and report the file: this is a defect in Tagstream.",
  "pin-token":
    "The step lacks the token for a repository of `pins`: the variable that the entry names in `token` is unset or empty, or the step has no token at all. Or the event is untrusted, and gets none. Give the variable to the step in `env`.",
  "pin-too-large":
    "GitHub does not list all files of a repository of `pins`: it has too many. Move the files that name images to a smaller repository.",
  "pin-unknown":
    "A registry did not say what a stream shows. The pins of that image stay as they are, the others go on. Log in, grant the right to read, or run again when the registry answers. As a warning: the stream shows an image that no timestamp tag has yet.",
  "ping-failed":
    "A warning: the outside monitor in `TAGSTREAM_PING` did not accept the ping, so it may raise an alarm. Check its address, and whether the runner reaches it.",
  "plan-checkout": "The checkout is not the commit that the event is about. Use actions/checkout without `ref`.",
  "plan-registry-unknown":
    "A registry did not give a fact that the decision on a unit needs. That unit is blocked. The others go on. Log in, grant the right to read, or run again when the registry answers.",
} as const;
