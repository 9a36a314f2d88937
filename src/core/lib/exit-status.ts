/**
 * What the exit status of a command says: 125 to 127 as `docker run` uses them (Docker's reference, "Exit status"), and shells too; where the
 * output says more, that.
 */
export function exitWords(status: number, output: string): string {
  const why = startWords(output) ?? statusWords[status];
  return why === undefined ? `exit status ${status}` : `exit status ${status}: ${why}`;
}

const statusWords: Readonly<Record<number, string>> = {
  125: "docker could not start the container",
  126: "the command is not executable: make it a file with the mode +x",
  127: "the command was not found",
};

/** Why a program could not be started, by what the system, a shell, env(1) or the container's runtime printed; undefined where none says so. */
export function startWords(output: string): string | undefined {
  if (/exec format error/i.test(output))
    return "this machine cannot run the platform's programs (docker/setup-qemu-action@v4 can help)";
  // The name of an interpreter with its carriage return, as bash, env(1) and BusyBox print it.
  if (/\^M: bad interpreter|bad interpreter: [^\n]*\^M|env: [^\n]*(\\r|\r)['’"]/.test(output))
    return "a script has Windows line ends (a carriage return behind `#!`). Save it with Unix line ends";
  // What is said of a file that is there, and whose interpreter is not.
  if (
    /exec [^\n:"]+: no such file or directory|exec user process caused: no such file|required file not found|bad interpreter/.test(
      output,
    )
  )
    return "the command, or the interpreter in its first line, does not exist; with Windows line ends the interpreter's name ends in a carriage return";
  return undefined;
}
