import { readBeginning } from "../files/read_key.ts";
import { valueOrNull } from "../system/errors.ts";
import type { System } from "../system/types.ts";

/** What container managers leave in every container they start. */
const CONTAINER_MARKS = ["/run/.containerenv", "/.dockerenv", "/run/systemd/container"];

/** A machine id is 32 digits and a newline. */
const MAX_MACHINE_ID_BYTES = 64;

/**
 * Why this looks like the building of an image rather than the setting up of a node: a key in an image is
 * the same key in every cluster that is made from it. Empty where nothing looks like it.
 *
 * Inside a running container or with an unset machine id only keys in /etc count: a file elsewhere is
 * likely to be on its way to somebody.
 *
 * @param root The directory of the image, or null when the key goes into the running system.
 * @param path Where the key goes, as the system or the image sees it.
 */
export function imageSigns(system: System, root: string | null, path: string): string[] {
  const signs = root === null ? [] : [`--root ${root}`];
  if (root === null && !isBelowEtc(system, path)) return signs;
  const machineId = readMachineId(system, `${root ?? ""}/etc/machine-id`);
  if (machineId === "" || machineId === "uninitialized") {
    signs.push(`/etc/machine-id is ${machineId === "" ? "empty" : "uninitialized"}`);
  }
  if (root === null && isContainer(system)) signs.push("this is a container");
  return signs;
}

/** By the names alone: where links lead is not asked for a warning. */
function isBelowEtc({ files }: System, path: string): boolean {
  if (path.startsWith("/etc/") && !path.includes("/..")) return true;
  const whole = path.startsWith("/") ? path : `${files.workingDirectory() ?? ""}/${path}`;
  const names: string[] = [];
  for (const name of whole.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return names.length > 1 && names[0] === "etc";
}

/** The warning for these signs. */
export const IMAGE_WARNING =
  "The key seems to go into an image: every cluster made from it would have the same key";

/** What to do instead. */
export const IMAGE_REMEDY =
  "leave the key out of the image; on the first node make it at first boot (the systemd unit " +
  "corosync-keygen-first-boot.service does), and install it on the others";

/** Null where there is none, as on systems without systemd. */
function readMachineId(system: System, path: string): string | null {
  return valueOrNull(() => {
    const status = system.files.status(path);
    const { bytes } = readBeginning(system, path, status, MAX_MACHINE_ID_BYTES);
    return new TextDecoder().decode(bytes).trim();
  });
}

/** A service of systemd is no step of a build: in a container that boots, the unit for the first boot is one. */
function isContainer(system: System): boolean {
  if ((system.environment("INVOCATION_ID") ?? "") !== "") return false;
  return (system.environment("container") ?? "") !== "" ||
    CONTAINER_MARKS.some((path) => valueOrNull(() => system.files.linkStatus(path)) !== null);
}
