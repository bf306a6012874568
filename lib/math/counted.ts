/** A count in plain digits and what it counts: "1 byte", "4096 bytes". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
