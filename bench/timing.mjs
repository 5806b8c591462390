// How long work takes.

/** Milliseconds by the clock and of the processor (all threads of the process), and the result. */
export function timed(work) {
  const before = process.cpuUsage();
  const start = performance.now();
  const result = work();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { ms, cpu: (user + system) / 1000, result };
}

export function median(list) {
  return [...list].sort((a, b) => a - b)[list.length >> 1];
}

/**
 * The exponent `k` of `y = a * x ** k`, by least squares of the logarithms.
 * @param points pairs of x and y.
 */
export function exponentOf(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (index) => logs.reduce((sum, point) => sum + point[index], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  let [over, under] = [0, 0];
  for (const [x, y] of logs) {
    over += (x - mx) * (y - my);
    under += (x - mx) ** 2;
  }
  return over / under;
}
