import { assertEquals } from "../assert.ts";
import { readConfiguration } from "../../lib/corosync/configuration.ts";
import { locateKey } from "../../lib/corosync/corosync_key.ts";

const locate = (text: string, environmentFile?: string) => {
  const configuration = readConfiguration(new TextEncoder().encode(text));
  const location = locateKey(environmentFile, configuration, "/etc/corosync/corosync.conf");
  return location.kind === "file" ? location.path : "the configuration";
};

Deno.test("locateKey() looks for a relative totem.keyfile below corosync's state directory", () => {
  const keyfile = "totem {\n version: 2\n keyfile: keys/a\n}\n";
  assertEquals(locate(keyfile), "/var/lib/corosync/keys/a");
  assertEquals(locate(`${keyfile}system {\n state_dir: /srv/state\n}\n`), "/srv/state/keys/a");
});

Deno.test("locateKey() takes an absolute totem.keyfile wherever the state directory is", () =>
  assertEquals(
    locate("totem {\n version: 2\n keyfile: /k\n}\nsystem {\n state_dir: /srv/state\n}\n"),
    "/k",
  ));

Deno.test("locateKey() finds none where totem.keyfile has no value, whatever totem.key is", () => {
  for (const value of ["", " ", "\t"]) {
    const text = `totem {\n version: 2\n keyfile:${value}\n key: secret\n}\n`;
    const configuration = readConfiguration(new TextEncoder().encode(text));
    const location = locateKey(undefined, configuration, "corosync.conf");
    assertEquals(location, {
      kind: "none",
      reason: "totem.keyfile in corosync.conf has no value",
    });
    assertEquals(locate(text, "/env"), "/env");
  }
});

Deno.test("locateKey() takes the environment's file first, then keyfile, then key, then the default", () => {
  const both = "totem {\n version: 2\n keyfile: /k\n key: secret\n}\n";
  assertEquals(locate(both, "/env"), "/env");
  assertEquals(locate(both, ""), "/k");
  assertEquals(locate("totem {\n version: 2\n key: secret\n}\n"), "the configuration");
  assertEquals(locate("totem {\n version: 2\n}\n"), "/etc/corosync/authkey");
});
