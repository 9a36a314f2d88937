/**
 * An exit status with its meaning, from the output if possible. `docker run` and shells use 125 to
 * 127 (Docker's reference, "Exit status").
 */
export function exitWords(status: number, output: string): string {
  const why = startWords(output) ?? statusWords[status];
  return why === undefined ? `exit status ${status}` : `exit status ${status}: ${why}`;
}

const statusWords: Readonly<Record<number, string>> = {
  125: "docker could not start the container",
  126: "the command is not executable: set the file's mode to +x",
  127: "the command was not found",
};

/**
 * Why a program did not start, if the system, a shell, env(1) or the container runtime printed it.
 */
export function startWords(output: string): string | undefined {
  if (/exec format error/i.test(output))
    return "this machine cannot run the platform's programs (docker/setup-qemu-action@v4 can help)";
  // The name of an interpreter with its carriage return, as bash, env(1) and BusyBox print it.
  if (/\^M: bad interpreter|bad interpreter: [^\n]*\^M|env: [^\n]*(\\r|\r)['’"]/.test(output))
    return "a script has Windows line endings (a carriage return in its `#!` line). Save it with Unix line endings";
  // The messages for an existing file whose interpreter is missing.
  if (
    /exec [^\n:"]+: no such file or directory|exec user process caused: no such file|required file not found|bad interpreter/.test(
      output,
    )
  )
    return "the command, or the interpreter in its first line, does not exist (Windows line endings add a carriage return to the interpreter's name)";
  return undefined;
}
