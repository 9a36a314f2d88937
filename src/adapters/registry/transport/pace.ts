import type { Socket } from "node:net";

/** Bytes that a long body has to move in each window: 4 kB/s in a minute, slower than any link that still is one. */
const leastBytes = 256 * 1024;

/** How many bytes one exchange has moved, in either direction. A kept-alive connection has counted those of earlier ones. */
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
  /** From now on it has to end within so many windows. */
  endWithin(windows: number): void;
  /** From now on it may take any time, as long as bytes move whenever `waits` says that the other side is waited for. */
  keepMoving(waits: () => boolean): void;
  stop(): void;
}

/**
 * Limits the time of an exchange whose connection is never silent for long: an answer that comes byte by byte resets each limit on
 * silence, and never ends.
 * @param window milliseconds
 * @param end called once, with what is wrong
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
