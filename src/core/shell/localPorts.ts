/** Who listens on the learner's own machine: kubectl's port-forwards, found by those who connect. */

/** Where a connection comes out. */
export interface Forwarded {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

export interface LocalSocket {
  /** `127.0.0.1`, `::1`; `0.0.0.0` and `::` stand for all of their family. */
  readonly address: string;
  readonly port: number;
  /** Takes a connection; undefined when it is closed again at once. */
  accept(): Forwarded | undefined;
}

export class LocalPorts {
  readonly #sockets = new Set<LocalSocket>();

  /** The socket that connections to an address and port reach, or that keeps others from it. */
  find(address: string, port: number): LocalSocket | undefined {
    const any = address.includes(":") ? "::" : "0.0.0.0";
    return [...this.#sockets].find(
      (socket) =>
        socket.port === port &&
        (socket.address === address ||
          socket.address === any ||
          (address === any && socket.address.includes(":") === address.includes(":"))),
    );
  }

  /** Opens a socket; returns a function that closes it. */
  listen(socket: LocalSocket): () => void {
    this.#sockets.add(socket);
    return () => {
      this.#sockets.delete(socket);
    };
  }
}
