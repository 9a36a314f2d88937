/** A branch as a pattern of `on: push: branches`. Git forbids the other characters with a meaning in names. */
export function branchPattern(branch: string): string {
  return branch.replace(/\+/g, "\\+").replace(/^!/, "\\!");
}

/** The git tags of a form, `v{version}`, as a pattern of `on: push: tags`: a version begins with a digit. */
export function gitTagPattern(form: string): string {
  return branchPattern(form).replace("{version}", "[0-9]*");
}
