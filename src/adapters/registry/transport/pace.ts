import type { Socket } from "node:net";

/** Bytes that a long body must move in each window: 4 kB/s over a minute. */
const leastBytes = 256 * 1024;

/**
 * Bytes that one exchange has moved, in both directions. A kept-alive connection starts with those
 * of earlier exchanges.
 */
export class Progress {
  #socket: Socket | undefined;
  #before = 0;

  begin(socket: Socket): void {
    this.#socket = socket;
    this.#before = socket.bytesRead + socket.bytesWritten;
  }

  get moved(): number {
    return this.#socket ? this.#socket.bytesRead + this.#socket.bytesWritten - this.#before : 0;
  }
}

export interface Pace {
  /** From now on it must end within this many windows. */
  endWithin(windows: number): void;
  /**
   * From now on it may take any time while bytes move, whenever `waits` says that we wait for the
   * other side.
   */
  keepMoving(waits: () => boolean): void;
  stop(): void;
}

/**
 * Limits an exchange whose connection is never silent for long: an answer sent byte by byte resets
 * every silence limit and never ends.
 * @param window milliseconds
 * @param end called once, with the fault
 */
export function createPace(progress: Progress, window: number, end: (what: string) => void): Pace {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearInterval(timer);
  const seconds = (milliseconds: number) => `${milliseconds / 1000} s`;
  return {
    stop,
    endWithin(windows) {
      stop();
      timer = setTimeout(() => end(`its answer was not complete within ${seconds(windows * window)}`), windows * window);
    },
    keepMoving(waits) {
      stop();
      let before = progress.moved;
      timer = setInterval(() => {
        const moved = progress.moved - before;
        before = progress.moved;
        if (moved >= leastBytes || !waits()) return;
        stop();
        end(`it moved ${moved} bytes in ${seconds(window)}`);
      }, window);
    },
  };
}
