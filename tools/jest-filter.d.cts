declare function filter(files: string[]): Promise<{ filtered: string[] }>;
declare namespace filter {
  const needs: Record<"engine" | "browser", { variables: string[] }>;
}
export = filter;
