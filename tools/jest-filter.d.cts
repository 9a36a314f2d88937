declare function filter(files: string[]): Promise<{ filtered: string[] }>;
declare namespace filter {
  const variables: string[];
}
export = filter;
