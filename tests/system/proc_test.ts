import {
  isForeground,
  isIgnored,
  isNullDeviceOfRuntime,
  isReadOnly,
} from "../../lib/system/proc.ts";
import { SIGNAL_NUMBERS, type SignalName } from "../../lib/system/signal_numbers.ts";
import { assertEquals } from "../assert.ts";

const status = (mask: string) =>
  `Name:\tdeno\nSigBlk:\t0000000000000000\nSigIgn:\t${mask}\nSigCgt:\t0000000000000000\n`;

Deno.test("isIgnored() reads the bit of each signal, which is its number less one", () => {
  // SIGHUP is 1, SIGINT 2, SIGTERM 15: bits 0, 1 and 14 (signal(7)).
  const cases = [
    ["0000000000000000", [false, false, false]],
    ["0000000000000001", [true, false, false]],
    ["0000000000000002", [false, true, false]],
    ["0000000000004000", [false, false, true]],
    ["0000000000008000", [false, false, false]],
    ["ffffffffffffbffc", [false, false, false]],
    ["ffffffffffffffff", [true, true, true]],
  ] as const;
  for (const [mask, expected] of cases) {
    const found = (["SIGHUP", "SIGINT", "SIGTERM"] as const)
      .map((name) => isIgnored(status(mask), name));
    assertEquals(found, Array.from(expected), mask);
  }
});

Deno.test("isIgnored() reads the bit of every signal that the program handles, and no other", () => {
  const names = Object.keys(SIGNAL_NUMBERS) as SignalName[];
  for (const name of names) {
    const bit = 1n << BigInt(SIGNAL_NUMBERS[name] - 1);
    for (const [mask, others] of [[bit, false], [0xffffffffffffffffn ^ bit, true]] as const) {
      const text = status(mask.toString(16).padStart(16, "0"));
      const expected = names.map((other) => other === name ? !others : others);
      assertEquals(names.map((other) => isIgnored(text, other)), expected, name);
    }
  }
});

Deno.test("isIgnored() takes a signal for not ignored where /proc does not say", () => {
  assertEquals(isIgnored(null, "SIGHUP"), false);
  assertEquals(isIgnored("", "SIGHUP"), false);
  assertEquals(isIgnored("Name:\tdeno\n", "SIGHUP"), false);
});

Deno.test("isIgnored() reads what this kernel says of a process that ignores SIGHUP", async () => {
  for (const [trap, expected] of [["trap '' HUP", true], [":", false]] as const) {
    const { stdout } = await new Deno.Command("sh", {
      args: ["-c", `${trap}; exec cat /proc/self/status`],
    }).output();
    const text = new TextDecoder().decode(stdout);
    assertEquals([isIgnored(text, "SIGHUP"), isIgnored(text, "SIGTERM")], [expected, false]);
  }
});

Deno.test("isForeground() compares fields 5 and 8, whatever the command is called", () => {
  // Fields of proc(5): pid, comm, state, ppid, pgrp, session, tty_nr, tpgid.
  assertEquals(isForeground("77 (deno) S 1 70 60 34816 70 4194304 0"), true);
  assertEquals(isForeground("77 (deno) S 1 70 60 34816 71 4194304 0"), false);
  assertEquals(isForeground("77 (a b) S 1 2) S 1 70 60 34816 70 4194304 0"), true);
  assertEquals(isForeground("77 (70 70) S 1 70 60 34816 71 4194304 0"), false);
  assertEquals(isForeground("77 (no terminal) S 1 70 60 0 -1 4194304 0"), false);
});

Deno.test("isForeground() believes a terminal where there is no /proc", () => {
  assertEquals(isForeground(null), true);
});

Deno.test("isNullDeviceOfRuntime() tells a stream that was closed from one that goes to /dev/null", () => {
  const fdinfo = (flags: string) => `pos:\t0\nflags:\t${flags}\nmnt_id:\t24\nino:\t3\n`;
  const nullDevice = 1 << 8 | 3;
  assertEquals(isNullDeviceOfRuntime(nullDevice, fdinfo("0100002")), true);
  assertEquals(isNullDeviceOfRuntime(nullDevice, fdinfo("02100002")), true);
  assertEquals(isNullDeviceOfRuntime(nullDevice, fdinfo("0100001")), false);
  assertEquals(isNullDeviceOfRuntime(nullDevice, fdinfo("0100000")), false);
  assertEquals(isNullDeviceOfRuntime(1 << 8 | 5, fdinfo("0100002")), false);
  assertEquals(isNullDeviceOfRuntime(null, fdinfo("0100002")), false);
  assertEquals(isNullDeviceOfRuntime(nullDevice, null), false);
});

Deno.test("isReadOnly() tells a descriptor for reading, or for nothing, from one that takes bytes", () => {
  const fdinfo = (flags: string) => `pos:\t0\nflags:\t${flags}\nmnt_id:\t21\n`;
  for (const flags of ["0100000", "0", "012100000"]) assertEquals(isReadOnly(fdinfo(flags)), true);
  for (const flags of ["0100001", "0100002", "02102001"]) {
    assertEquals(isReadOnly(fdinfo(flags)), false);
  }
  assertEquals(isReadOnly(null), false);
  assertEquals(isReadOnly("pos:\t0\n"), false);
});
