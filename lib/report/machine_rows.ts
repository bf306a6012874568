import type { Conditions } from "../system/conditions.ts";

/** What every report says of the run and the machine: pairs of a name and what there is to say. */
export function machineRows(conditions: Conditions): (readonly [string, string])[] {
  const { host, hypervisor, hardwareGenerator } = conditions;
  const known = (name: string, value: string | null) =>
    value === null ? [] : [[name, value] as const];
  return [
    ["command", conditions.commandLine],
    ["time", conditions.time],
    ["program", `${conditions.program}, ${conditions.runtime}`],
    ["host", host ?? "unknown"],
    ["kernel", conditions.kernel ?? "unknown"],
    ["processor", conditions.cpu ?? "unknown"],
    ...known("hypervisor", hypervisor),
    ...known("hwrng", hardwareGenerator),
  ];
}
