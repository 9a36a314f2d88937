import { data, Evaluator } from "@actions/expressions";
import {
  type Binary,
  type Expr,
  type FunctionCall,
  type IndexAccess,
  type Logical,
  Star,
  type Unary,
} from "@actions/expressions/ast";
import type { FunctionDefinition } from "@actions/expressions/funcs/info";
import { falsy } from "@actions/expressions/result";
import { isUnknown, type Unknowns } from "./unknowns.ts";

/** Functions that put texts together: a mark in an argument is then in the result. */
const texts: ReadonlySet<string> = new Set(["format", "join", "tojson"]);

/** GitHub's evaluator, which keeps in sight what is not known. */
export class TrackingEvaluator extends Evaluator {
  readonly #unknowns: Unknowns;
  /** Each part is evaluated once, however often the methods here ask for it. */
  readonly #values = new Map<Expr, data.ExpressionData>();

  constructor(expression: Expr, context: data.Dictionary, functions: Map<string, FunctionDefinition>, unknowns: Unknowns) {
    super(expression, context, functions);
    this.#unknowns = unknowns;
  }

  protected override eval(expression: Expr): data.ExpressionData {
    const known = this.#values.get(expression);
    if (known !== undefined) return known;
    const value = super.eval(expression);
    this.#values.set(expression, value);
    return value;
  }

  override visitUnary(unary: Unary): data.ExpressionData {
    const value = this.eval(unary.expr);
    const truth = this.#truth(value);
    if (truth !== undefined) return new data.BooleanData(!truth);
    const [unknown] = this.#unknowns.in(value.coerceString());
    if (unknown?.guess === undefined) return value;
    return new data.StringData(this.#unknowns.mark({ ...unknown, guess: !unknown.guess }));
  }

  override visitBinary(binary: Binary): data.ExpressionData {
    const isEqual = binary.operator.lexeme === "==";
    const [left, right] = [this.eval(binary.left), this.eval(binary.right)];
    const unknown = this.#unknownOf([left, right]);
    if (unknown === undefined) return super.visitBinary(binary);
    return isEqual ? this.#compared(unknown, unknown === left ? right : left) : unknown;
  }

  /** An unknown value that should be `false` or empty probably is not: workflows have it for exceptions. */
  #compared(unknown: data.StringData, other: data.ExpressionData): data.StringData {
    const [value] = this.#unknowns.in(unknown.value);
    const wanted = other.coerceString();
    if (value === undefined || (wanted !== "false" && wanted !== "") || /skip/i.test(value.source)) return unknown;
    return new data.StringData(this.#unknowns.mark({ source: value.source, why: value.why, guess: false }));
  }

  /** With an unknown part, the result is known only if a later part decides it: `unknown && false`. */
  override visitLogical(logical: Logical): data.ExpressionData {
    const decisive = logical.operator.lexeme === "||";
    let open: data.ExpressionData | undefined;
    let last: data.ExpressionData = new data.Null();
    for (const part of logical.args) {
      last = this.eval(part);
      const truth = this.#truth(last);
      if (truth === undefined) open = this.#moreTelling(open, last, decisive);
      else if (truth === decisive) return open === undefined ? last : this.#decided(open, decisive);
    }
    return open ?? last;
  }

  override visitIndexAccess(access: IndexAccess): data.ExpressionData {
    const object = this.eval(access.expr);
    // A list with one unknown item still has its other items.
    const texts = [object, ...(access.index instanceof Star ? [] : [this.eval(access.index)])].filter((value) => value.primitive);
    return this.#unknownOf(texts) ?? super.visitIndexAccess(access);
  }

  override visitFunctionCall(call: FunctionCall): data.ExpressionData {
    const name = call.functionName.lexeme.toLowerCase();
    const values = call.args.map((argument) => this.eval(argument));
    if (texts.has(name)) return super.visitFunctionCall(call);
    if (name !== "fromjson") return this.#unknownOf(values) ?? super.visitFunctionCall(call);
    try {
      return super.visitFunctionCall(call);
    } catch (error) {
      const unknown = this.#unknownOf(values);
      if (unknown === undefined) throw error;
      return unknown;
    }
  }

  /** Of two unknown parts, the one that probably decides. */
  #moreTelling(open: data.ExpressionData | undefined, last: data.ExpressionData, decisive: boolean): data.ExpressionData {
    if (open === undefined) return last;
    const guess = this.#unknowns.in(open.coerceString())[0]?.guess ?? true;
    return guess === decisive ? open : last;
  }

  /** `unknown || "text"`: which text it is stays unknown, but it counts as true. */
  #decided(open: data.ExpressionData, truth: boolean): data.ExpressionData {
    const [value] = this.#unknowns.in(open.coerceString());
    if (!truth || value === undefined) return new data.BooleanData(truth);
    return new data.StringData(this.#unknowns.mark({ ...value, truth }));
  }

  #truth(value: data.ExpressionData): boolean | undefined {
    if (this.#unknownOf([value]) === undefined) return !falsy(value);
    return this.#unknowns.in(value.coerceString())[0]?.truth;
  }

  /** The first value that is unknown, or a list or mapping that contains one. */
  #unknownOf(values: readonly data.ExpressionData[]): data.StringData | undefined {
    for (const value of values) {
      if (value instanceof data.StringData && isUnknown(value.value)) return value;
      const inside = value instanceof data.Array ? this.#unknownOf(value.values()) : undefined;
      if (inside !== undefined) return inside;
    }
    return undefined;
  }
}
