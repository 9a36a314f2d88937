/** A rule of a registry that makes tags immutable: those that its pattern matches or, with `excludes`, the others. */
export interface TagRule {
  kind: "regex" | "glob";
  /** As the registry has it. */
  pattern: string;
  excludes?: true;
}
