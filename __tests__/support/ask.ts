/** `fetch`, which asks anew where the connection broke: a registry may close one that was kept open just as it is used again. */
export async function ask(url: string | URL, init?: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetch(url, init);
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}
