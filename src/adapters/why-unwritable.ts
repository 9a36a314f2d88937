import { errorCode } from "./registry/transport/error-code.ts";

/** Why a folder takes no file, and what to do: the end of a sentence, and another one. */
export function whyUnwritable(cause: unknown): string {
  switch (errorCode(cause)) {
    case "EEXIST":
    case "ENOTDIR":
      return "it, or a part of its path, is a file. Name a folder.";
    case "EACCES":
    case "EPERM":
      return "this user may not. Change the folder's permissions, or name another folder.";
    case "ENOENT":
    case "EROFS":
      return "its file system takes no files. Name another folder.";
    case "ENAMETOOLONG":
      return "its name is too long. Name another folder.";
    case "ENOSPC":
      return "its disk is full. Make room, then run again.";
    default:
      return `${errorCode(cause) || String(cause)}. Check the folder's permissions, and the space on the disk.`;
  }
}
