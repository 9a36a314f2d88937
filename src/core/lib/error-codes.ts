/**
 * Every error code that Tagstream prints, with what it means. The README's table is generated from this, so a code
 * without an explanation cannot exist. One line each: what happened and what to do, for somebody who searched for the code.
 */
export const codes = {
  "build-secret-withheld":
    "The build of a stranger's change failed for want of a secret that the base branch's configuration gives this image: to check the change, push it to a branch of this repository.",
  "build-annotations-missing":
    "The pushed index does not carry the annotations that were asked for: the builder is too old, or something between it and the registry rewrites indexes.",
  "build-base-missing":
    "An image's base was neither built in this job nor ever published: publish the base first, or select it too.",
  "build-failed": "`docker buildx bake` failed: the message holds its last lines, the job's log all of them.",
  "build-not-on-base":
    "An image declares a `base`, but its provenance does not name that base's digest: its Dockerfile has to be FROM one of the base's published references.",
  "build-platforms-missing": "The pushed index does not hold exactly the platforms of the unit.",
  "build-secret-missing":
    "A build secret's environment variable is not set, or its file cannot be read: give it to the step in `env`.",
  "build-unknown-job": "The plan has no job of that name: `job` is an entry of the plan's matrix.",
  "build-unreadable":
    "The registry does not return what Tagstream pushed, or returns something else: check the registry's health, then run again.",
  "builder-driver":
    "The builder's driver cannot push by digest: add docker/setup-buildx-action before this step, or name another builder in BUILDX_BUILDER.",
  "builder-missing":
    "Docker or its buildx plug-in is not installed here: use a runner that has Docker, and docker/setup-buildx-action.",
  "builder-old":
    "The buildx plug-in is older than what Tagstream works with: update it, or pin a newer one in docker/setup-buildx-action.",
  "builder-platform":
    "The builder cannot build for a platform of the plan: add docker/setup-qemu-action before docker/setup-buildx-action, or a builder that has it.",
  "builder-unreachable": "The builder, or the Docker daemon behind it, does not answer.",
  "candidate-unchecked":
    "Whether a pull request is still open, at the commit that was built, cannot be asked: give the action a token.",
  "config-base":
    "An image's `base` is unknown, is part of a circle, or has not exactly one unit of the same stream and values; or a Dockerfile names a second image that this configuration publishes: pin that one by digest.",
  "config-credential":
    "The configuration holds a password, a token or a key: remove and revoke it, and name it by reference in `secrets`.",
  "config-duplicate-key": "A key stands twice in one map of the configuration: YAML would silently use the last one.",
  "config-empty": "There would be nothing to build: no images, an empty matrix, no streams, or everything is excluded.",
  "config-idle": "A warning: an alias, a registry or a stream of the configuration applies to no unit.",
  "config-image-name":
    "An image's name is not one that registries take: lower-case letters, digits, and `.`, `_`, `-`, `/` between them.",
  "config-matrix":
    "A matrix names something that it does not have, has a value twice, or has a name that placeholders cannot use.",
  "config-missing-key": "A key that is needed is missing from the configuration.",
  "config-path-missing": "A context, Dockerfile, script or file of the configuration is not in the repository.",
  "config-path-outside": "A path of the configuration is absolute, or leads out of the repository by `..`.",
  "config-placeholder":
    "A placeholder (`{name}`) is unknown, has no value for some unit, or stands where it cannot: write `{{name}}` for the text itself.",
  "config-registry":
    "A registry or destination is not written as `host/namespace`, does not suit its units, appears twice, or is missing where there is no default.",
  "config-stage":
    "A stage of a Dockerfile has the name of the image's base or of one of its `contexts`, so that BuildKit would replace the stage: rename one of them.",
  "config-tag":
    "A tag has a character that registries do not take, is too long once a timestamp is behind it, or reads like a timestamp, a candidate or the mark of a rollback.",
  "config-tag-collision":
    "Two units would write the same tag in the same repository: make the tag or its `when` tell them apart.",
  "config-target":
    "The Dockerfile has no stage named like the image's `target`: correct `target`, or name the stage (`FROM … AS NAME`).",
  "config-test": "A test selects no kind of test or several, or has a key, a name or a platform that it cannot have.",
  "config-unknown-key": "A key of the configuration does not exist there: most often a typing mistake.",
  "config-unknown-name": "The configuration refers to a stream that it does not define.",
  "config-unquoted": "YAML reads a number or a truth value otherwise than it is written (`25.10` is 25.1): put it in quotes.",
  "config-value": "A value of the configuration is not of the kind that its key takes.",
  "config-when": "A `when` names a dimension or a value that no unit has, so that it would never hold.",
  "config-yaml": "The configuration cannot be read as one YAML document.",
  "context-ignore-file": "A `.dockerignore` file has a pattern that BuildKit cannot read: correct it, or take it out.",
  "event-malformed":
    "The event's payload, or GitHub's environment, is not as GitHub makes it: give the action the event unchanged.",
  "event-refused":
    "The event (`pull_request_target`, or `workflow_run` after a stranger's run) would build untrusted code with the repository's secrets: use `pull_request`. Or a rollback, a hold or its end was asked for by an event that others can start: start it by hand.",
  "git-failed": "A git command failed for a reason that has no code of its own: the message holds git's own words.",
  "git-missing": "git is not installed here, or the folder to work in does not exist.",
  "git-no-commit": "The repository has no commit yet: commit the configuration and the images first.",
  "git-not-repository": "The folder is not in a git work tree: check the repository out first (actions/checkout).",
  "git-owner":
    "git refuses to read a work tree that another user owns: `git config --global --add safe.directory PATH`, if you trust it.",
  "git-remote":
    "The remote `origin` could not be asked, or did not give a commit: see the token's `contents: read`, and the network.",
  "git-shallow":
    "The clone does not reach back to the commit that a change is compared with: `fetch-depth: 2` for actions/checkout.",
  "git-submodules": "The submodules of the branch's tip could not be checked out: give the job a token that may read them.",
  "git-unknown-commit": "The repository does not have a commit that was asked for: check it out, or fetch it, first.",
  "github-denied": "GitHub refused a request: the message names the permission that the job's token lacks.",
  "github-failed": "GitHub answered a request with an error, also when asked again: the message holds its words.",
  "github-issues-disabled":
    "A hold is an issue, and the repository has issues switched off: switch them on in its settings, under General, Features.",
  "github-not-found": "GitHub does not know the repository or branch, or the token may not see it.",
  "github-rate-limit": "GitHub's limit of requests is used up, and comes back later than a run can wait: run again then.",
  "github-too-many-holds":
    "More issues have the hold label than are read, so that a hold could be missed: take the label off those that are none, and out of issue forms.",
  "github-unreachable": "GitHub's API could not be reached: see the network, its proxy, and GITHUB_API_URL.",
  "hold-lifted":
    "A run that opened a hold was started again after the hold had been lifted, changed or replaced: what was meant is not clear any more. Start a new run.",
  "hold-malformed":
    "An issue that is a hold was edited into something that cannot be read: it holds all that its title names, and turns runs red, until its block is mended or it is closed.",
  "hold-closed-by-change":
    "A commit or a pull request closed a hold's issue by a keyword (`fixes #12`), which does not lift the hold: run `resume`, or reopen the issue and close it by hand.",
  "hold-overdue": "A hold's last day is over: it still holds, and turns runs red. Close its issue, or give it a later `expires`.",
  "hold-unknown":
    "Tagstream could not find out whether streams are held, so no stream moves: give the job `issues: read`, or run again when GitHub answers.",
  "hold-write": "Tagstream could not create or close a valid hold issue: the message says why.",
  "input-invalid": "An input of the action, or an option of the command line, has a value that it cannot have.",
  "only-nothing": "A pattern of `only` selects no unit: correct it, or leave `only` empty for all units.",
  "publish-digest-gone":
    "The registry does not return an image that passed its tests: run again. If it fails again, look for a clean-up job that removes untagged images at once.",
  "plan-base-unpublished": "A selected image is built on one that is neither selected nor published: add the base to `only`.",
  "plan-foreign":
    "The plan belongs to another repository, run, event, configuration or commit: use the plan of this run, and check out its commit.",
  "plan-malformed": "Tagstream did not write this plan for this commit: pass the file of the command `plan` on unchanged.",
  "plan-version": "The plan was written by another version of Tagstream: use one version in all jobs of the workflow.",
  "record-foreign": "A record is of another plan or job: give `publish` the records of this run alone.",
  "record-malformed": "A record is not one that Tagstream has written: pass on the files of the command `build` as they are.",
  "record-version": "A record was written by another version of Tagstream: use one version in all jobs of the workflow.",
  "platform-cannot-run":
    "Containers of a platform cannot run on this machine, so that its tests could not: add docker/setup-qemu-action, or exempt the platform in the test's `platforms`.",
  "registry-changed":
    "A tag shows another digest than the one just put there: somebody else moved it at the same time, or the registry serves old answers. Run again.",
  "registry-credentials":
    "Docker's config.json, or the credential helper that it names, cannot be read or understood: log in again with docker/login-action or `docker login`.",
  "registry-denied":
    "The registry did not allow it: give the token or account the right to read and push to the repository. The message says which.",
  "registry-failed":
    "The registry answered with an error, again and again where it might have passed: see its health, then run again.",
  "registry-immutable":
    "The registry's own rule forbids to overwrite or move this tag: let the rule cover timestamp tags only, never the stream tag and its aliases.",
  "registry-invalid":
    "What answered is not a registry, or breaks the registry protocol: see the registry's name in `registries`, and what stands before it.",
  "registry-login":
    "The registry wants a login, or does not accept the one it got: add docker/login-action before this step, or renew the secret.",
  "registry-mismatch":
    "The registry returned other bytes than their digest names, or named another digest: nothing of it was used. See the registry's storage, and caches before it.",
  "registry-missing":
    "The repository, its project, or a part of an image is not in the registry: create the project first, or publish the image again.",
  "registry-reference": "Invalid repository name: write the registry and a name in lower case, `ghcr.io/octo-org/app`.",
  "registry-unreachable":
    "Could not reach the registry, or it answered too slowly (DNS, network, proxy, TLS, timeout): the message names the cause, and what to check.",
  "retire-tag":
    "Tagstream left a candidate tag of a closed pull request in its registry: the message says why. Give the login the right to remove tags, or remove the tag yourself, unless another repository built its image.",
  "rollback-target":
    "A unit cannot roll back to what `to` names: only an image under one of the unit's timestamp tags qualifies. The message lists those, `history` the newest 20. Or a required registry did not answer.",
  "test-daemon": "The Docker daemon that runs the tests does not answer, or cannot pull or start an image.",
  "test-failed": "A test did not pass on a platform: its last lines are in the summary. Nothing of that unit is published.",
  "test-script":
    "A test's script does not start: it must exist, be executable (`git update-index --chmod=+x`), and name an installed interpreter behind `#!`. The message names the fault.",
  "version-taken": "A version tag exists already, built from other inputs: a version tag never changes, so push a new version.",
  "version-unusable":
    "The version of a git tag cannot stand in an image's tag: it has build metadata (`+…`), is too long, or reads like a timestamp.",
  "file-unreadable":
    "Tagstream cannot read a plan, a record or the configuration: it is missing, not a file, too long, or not readable by this user.",
  "internal-error": "A defect of Tagstream itself: please report it, with the lines that follow it in the log.",
  "config-missing":
    "There is no configuration where it was looked for: write `.github/tagstream.yml`, or name another file with `config`.",
  "plan-checkout": "The checkout is not the commit that the event is about: use actions/checkout without `ref`.",
  "plan-registry-unknown":
    "A registry did not answer what the decision on a unit needs: that unit is blocked, and the others go on. Log in, grant the right to read, or run again when the registry answers.",
} as const;
