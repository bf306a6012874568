/** Every finding that claims what corosync does is put to corosync. */
import { assert, assertEquals, assertMatch } from "../assert.ts";
import { corosyncIsMissing, NODE_LIST, testConfiguration } from "../corosync.ts";
import { findPeer } from "../peers.ts";
import { fixedKey, withDirectory, writeKey } from "../keys.ts";
import type { Finding } from "../../lib/key/finding.ts";
import { configurationFindings } from "../../lib/key/configuration_findings.ts";
import { packetProtection, readConfiguration } from "../../lib/corosync/configuration.ts";
import { locateKey } from "../../lib/corosync/corosync_key.ts";
import { lengthFindings } from "../../lib/key/length_findings.ts";

const ignore = corosyncIsMissing("asking corosync about each finding");

const configurationWith = (...totem: readonly string[]): string =>
  `totem {\n  version: 2\n${totem.map((line) => `  ${line}\n`).join("")}}\n${NODE_LIST}`;

const encrypting = (keyFile: string): string =>
  configurationWith("crypto_cipher: aes256", "crypto_hash: sha256", `keyfile: ${keyFile}`);

/** What is said of a configuration. */
function findingsOn(text: string): readonly Finding[] {
  const configuration = readConfiguration(new TextEncoder().encode(text));
  return configurationFindings("corosync.conf", configuration);
}

function refusals(text: string): string[] {
  return findingsOn(text).filter(({ severity }) => severity === "refusal").map(({ code }) => code);
}

Deno.test({
  name: "corosync exits 8 for a key of 127 bytes and takes 128, 4096 and 4097",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      for (const sizeBytes of [0, 127, 128, 256, 4096, 4097]) {
        const path = `${directory}/${sizeBytes}`;
        await writeKey(path, await fixedKey("length", sizeBytes));
        const { code, output } = await testConfiguration(encrypting(path));
        const refused = lengthFindings(sizeBytes).some(({ severity }) => severity === "refusal");
        assertEquals(code, refused ? 8 : 0, output);
        if (refused) {
          assertMatch(output, new RegExp(`Could only read ${sizeBytes * 8} bits of minimum 1024`));
        }
      }
    }),
});

Deno.test({
  name: "corosync minds neither mode nor owner nor a symlink, and takes text for a key",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/shared`;
      await writeKey(path, new TextEncoder().encode("not very random ".repeat(8)), 0o644);
      await Deno.chown(path, 1, 1);
      await Deno.symlink("shared", `${directory}/authkey`);
      const { code, output } = await testConfiguration(encrypting(`${directory}/authkey`));
      assertEquals(code, 0, output);
    }),
});

Deno.test({
  name: "corosync refuses a cipher without a hash, and takes a hash without a cipher",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      await writeKey(path, await fixedKey("hash", 128));
      const cipherOnly = configurationWith("crypto_cipher: aes256", `keyfile: ${path}`);
      assertEquals(refusals(cipherOnly), ["cipher-without-hash"]);
      assertEquals((await testConfiguration(cipherOnly)).code, 8);
      const hashOnly = configurationWith("crypto_hash: sha256", `keyfile: ${path}`);
      assertEquals(refusals(hashOnly), []);
      const { code, output } = await testConfiguration(hashOnly);
      assertEquals(code, 0, output);
    }),
});

Deno.test({
  name: "corosync encrypts with transport knet only",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      await writeKey(path, await fixedKey("transport", 128));
      for (const transport of ["knet", "udp", "udpu"]) {
        for (const secauth of ["on", "off"]) {
          const text = configurationWith(
            "cluster_name: test",
            `transport: ${transport}`,
            `secauth: ${secauth}`,
            `keyfile: ${path}`,
          );
          const { code, output } = await testConfiguration(text);
          assertEquals(code === 0 ? [] : ["transport-cannot-encrypt"], refusals(text), output);
        }
      }
    }),
});

Deno.test({
  name:
    "corosync takes three transports, by the last line that names one, and starts with no other",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      await writeKey(path, await fixedKey("transports", 128));
      for (
        const [transports, takes] of [
          [["udp"], true],
          [["UDP"], false],
          [["iba"], false],
          [[""], false],
          [["iba", "udpu"], true],
          [["udpu", "iba"], false],
        ] as const
      ) {
        const text = configurationWith(
          "cluster_name: test",
          ...transports.map((transport) => `transport: ${transport}`),
          `keyfile: ${path}`,
        );
        const { code, output } = await testConfiguration(text);
        assertEquals(code, takes ? 0 : 8, output);
        if (!takes) assertMatch(output, /Invalid transport type/);
        assertEquals(refusals(text), takes ? [] : ["transport-unknown"]);
        // With encryption, too, it is this that corosync says first.
        const encrypted = refusals(text.replace("version: 2", "version: 2\n  secauth: on"));
        assertEquals(encrypted, [takes ? "transport-cannot-encrypt" : "transport-unknown"]);
      }
    }),
});

Deno.test({
  name:
    "whatever encryption lacks, its remedies end with a configuration that corosync takes and verify too",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      await writeKey(path, await fixedKey("remedies", 128));
      for (const transport of ["knet", "udp", "udpu", "iba", ""]) {
        for (const [cipher, hash] of [["none", "none"], ["none", "sha256"], ["aes256", "none"]]) {
          const settings = new Map([
            ["transport", transport],
            ["crypto_cipher", cipher],
            ["crypto_hash", hash],
          ]);
          const text = () =>
            configurationWith(
              "cluster_name: test",
              `keyfile: ${path}`,
              ...Array.from(settings, ([name, value]) => `${name}: ${value}`),
            );
          // All remedies of one report at once, as one would follow them.
          const remedies = findingsOn(text()).map(({ remedy }) => remedy);
          assert(remedies.length > 0, text());
          for (const [, name, value] of remedies.join(" ").matchAll(/(\w+): (\w+)/g)) {
            settings.set(name, value);
          }
          const rest = findingsOn(text()).map(({ code }) => code);
          assertEquals(rest, [], `${transport}, ${cipher}, ${hash}: ${remedies.join("\n")}`);
          const { code, output } = await testConfiguration(text());
          assertEquals(code, 0, output);
        }
      }
    }),
});

Deno.test({
  name: "corosync reads no key when encryption is off, and takes only the word on for on",
  ignore,
  fn: async () => {
    const missing = "keyfile: /nonexistent/authkey";
    for (
      const [line, readsKey] of [
        ["secauth: on", true],
        ["secauth: off", false],
        ["secauth: yes", false],
        ["secauth: ON", false],
        ["crypto_hash: none", false],
        ["crypto_hash: sha1", true],
      ] as const
    ) {
      const text = configurationWith(line, missing);
      const { code, output } = await testConfiguration(text);
      assertEquals(code, readsKey ? 8 : 0, `${line}: ${output}`);
      const configuration = readConfiguration(new TextEncoder().encode(text));
      if (configuration.kind === "rejected") throw new Error(configuration.reason);
      assertEquals(packetProtection(configuration.values).readsKey, readsKey, line);
    }
  },
});

Deno.test({
  name: "corosync 3 ignores COROSYNC_TOTEM_AUTHKEY_FILE",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const path = `${directory}/authkey`;
      await writeKey(path, await fixedKey("environment", 128));
      const text = encrypting("/nonexistent/authkey");
      const { code } = await testConfiguration(text, { COROSYNC_TOTEM_AUTHKEY_FILE: path });
      assertEquals(code, 8);
    }),
});

Deno.test({
  name: "corosync looks for a relative keyfile below its state directory",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      await writeKey(`${directory}/authkey`, await fixedKey("relative", 128));
      const withState = `${encrypting("authkey")}system {\n  state_dir: ${directory}\n}\n`;
      const { code, output } = await testConfiguration(withState);
      assertEquals(code, 0, output);
      assertEquals((await testConfiguration(encrypting("authkey"))).code, 8);
    }),
});

Deno.test({
  name: "corosync counts the zero byte after a totem.key, so that 127 characters are enough",
  ignore,
  fn: async () => {
    for (const [characters, expected] of [[126, 8], [127, 0]]) {
      const text = configurationWith("secauth: on", `key: ${"k".repeat(characters)}`);
      const { code, output } = await testConfiguration(text);
      assertEquals(code, expected, output);
      const location = locateKey(
        undefined,
        readConfiguration(new TextEncoder().encode(text)),
        "corosync.conf",
      );
      if (location.kind !== "value") throw new Error(location.reason);
      assertEquals(location.key.length, characters + 1);
    }
  },
});

Deno.test({
  name: "corosync 3.x ignores COROSYNC_MAIN_CONFIG_FILE, whatever it names",
  ignore,
  fn: () =>
    withDirectory(async (directory) => {
      const good = configurationWith("crypto_cipher: none", "crypto_hash: none");
      await Deno.writeTextFile(`${directory}/good`, good);
      await Deno.writeTextFile(`${directory}/broken`, "totem {\n");
      const test = async (file: string, place: string) => {
        const { code, stderr } = await new Deno.Command("unshare", {
          args: [
            ...["--mount", "--propagation", "private", "sh", "-c"],
            ...[`mount -t tmpfs none /etc/corosync && ${place} && exec "$@"`, "sh"],
            ...[findPeer("corosync") ?? "corosync", "-t"],
          ],
          env: { COROSYNC_MAIN_CONFIG_FILE: `${directory}/${file}` },
        }).output();
        return [code, new TextDecoder().decode(stderr).includes(directory)];
      };
      const install = `cp ${directory}/good /etc/corosync/corosync.conf`;
      assertEquals(await test("broken", install), [0, false]);
      assertEquals(await test("good", "true"), [8, false]);
    }),
});
