/** One file of an image, with all that two images are compared by. Times do not count. */
export interface ImageFile {
  type: "file" | "directory" | "link" | "character device" | "block device" | "pipe";
  /** The permission bits, with setuid, setgid and sticky. */
  mode: number;
  /** `0:0`: the numbers of its user and its group. */
  owner: string;
  /** Of a file: the sha256 of its bytes, in hexadecimal. */
  content?: string;
  /** Of a symbolic link: where it leads. */
  target?: string;
  /** Of a device: `1:3`, its major and minor number. */
  device?: string;
  /** Its extended attributes, such as file capabilities, in one text; absent without any. */
  attributes?: string;
}

/** All files of one platform's image, by absolute path. A hard link is one more path of its file. */
export type ImageFiles = ReadonlyMap<string, ImageFile>;
