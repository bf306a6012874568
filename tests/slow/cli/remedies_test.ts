import { CONTAINER_KINDS } from "../../../lib/key/container_kinds.ts";
import { assert, assertEquals, assertMatch } from "../../assert.ts";
import { fixedKey, withDirectory, writeKey } from "../../keys.ts";
import { skipWithout } from "../../peers.ts";
import { skipUnless } from "../../skip.ts";
import { runProgram } from "../../cli/program.ts";

const asRoot = skipUnless(Deno.uid() === 0, "remedies", "a key that is not root's has a warning");

interface Report {
  readonly result: string;
  readonly findings: readonly { code: string; remedy: string }[];
}

async function verify(path: string): Promise<Report> {
  return JSON.parse((await runProgram(["verify", "--json", path])).stdout);
}

async function shell(
  command: string,
  env: Record<string, string> = {},
  umask = "077",
): Promise<void> {
  const { code, stderr } = await new Deno.Command("sh", {
    args: ["-c", `umask ${umask}; ${command}`],
    env,
  }).output();
  assertEquals(code, 0, `${command}: ${new TextDecoder().decode(stderr)}`);
}

const latin1 = (key: Uint8Array): string => String.fromCharCode(...key);
const encoder = new TextEncoder();
const bytes = (...parts: readonly (Uint8Array | number[] | string)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => [...typeof part === "string" ? encoder.encode(part) : part]),
  );

/** How a copy of a key went wrong, and what verify calls that. */
const DAMAGE: readonly (readonly [code: string, damage: (key: Uint8Array) => Uint8Array])[] = [
  ["byte-order-mark", (key) => bytes([0xef, 0xbb, 0xbf], key)],
  ["utf-8", (key) => encoder.encode(latin1(key))],
  ["utf-8-replaced", (key) => encoder.encode(new TextDecoder().decode(key))],
  ["utf-16", (key) => bytes([0xff, 0xfe], [...key].flatMap((byte) => [byte, 0]))],
  ["7-bit", (key) => key.map((byte) => byte & 0x7f)],
  ["bytes-replaced", (key) => key.map((byte) => byte < 0x80 ? byte : 0x3f)],
  ["twice", (key) => bytes(key, key)],
  ["twice", (key) => bytes(key, key.slice(0, 128))],
  ["text-before-key", (key) => bytes("Welcome to node1\n", key)],
  ["text-after-key", (key) => bytes(key, [0xc2, 0xa0, 0x0d, 0x0a])],
  ["text-after-key", (key) => bytes(key, "Connection closed.\r\n")],
  ["newline-at-end", (key) => bytes(key, "\n")],
  ["newline-at-end", (key) => bytes(key, "\r\n")],
  ["crlf", (key) => bytes([...key].flatMap((byte) => byte === 0x0a ? [0x0d, 0x0a] : [byte]))],
  ["zeros-at-end", (key) => key.slice().fill(0, 200)],
  ["zeros-at-end", (key) => bytes(key, [0])],
  ["zeros-in-front", (key) => key.slice().fill(0, 0, 20)],
  ["zeros-inside", (key) => key.slice().fill(0, 100, 120)],
  ["text-inside", (key) => key.map((byte, at) => at >= 100 && at < 132 ? 0x41 + at % 26 : byte)],
  ["constant", (key) => key.slice().fill(0)],
  ["unusual-length", (key) => key.slice(0, 200)],
  ["too-short", (key) => key.slice(0, 100)],
  ["empty", () => new Uint8Array()],
];

Deno.test({
  name: "the remedy for every kind of damaged copy repairs it",
  ignore: asRoot || skipWithout({ programs: { scp: "openssh-client" } }, "remedies of copies"),
  fn: () =>
    withDirectory(async (directory) => {
      const key = await fixedKey("three newlines", 256);
      for (const [index, byte] of [[20, 0x0a], [90, 0x0a], [150, 0x0a]]) key[index] = byte;
      for (let i = 0; i < 256; i++) if (key[i] === 0x0d) key[i] = 0x0e;
      const good = `${directory}/good`;
      await writeKey(good, key);
      for (const [index, [code, damage]] of DAMAGE.entries()) {
        const path = `${directory}/${index}`;
        await writeKey(path, damage(key));
        const { result, findings } = await verify(path);
        assertEquals(findings.map(({ code }) => code), [code]);
        assert(result !== "good", code);
        assertMatch(findings[0].remedy, /copy the (whole )?key/);
        const command = /scp NODE:KEY FILE/.exec(findings[0].remedy)?.[0];
        assert(command !== undefined, findings[0].remedy);
        await shell(command.replace("NODE:KEY", good).replace("FILE", path));
        assertEquals(await verify(path).then(({ result }) => result), "good", code);
        assertEquals((await runProgram(["fingerprint", good, path])).code, 0, code);
      }
    }),
});

/**
 * Commands that pack, encode or encrypt KEY into FILE, which the remedy undoes; the program and its Debian
 * package. DIRECTORY has the secrets of age, and is where gpg and ansible-vault find theirs by themselves.
 */
const PACKING: readonly (readonly [code: string, needs: string, command: string])[] = [
  ["gzip", "gzip", "gzip -c KEY > FILE"],
  ["xz", "xz", "xz -c KEY > FILE"],
  ["bzip2", "bzip2", "bzip2 -c KEY > FILE"],
  ["zstd", "zstd", "zstd -qc KEY > FILE"],
  ["zstd", "pzstd zstd", "pzstd -qc KEY > FILE"],
  ["zip", "zip", "zip -qj FILE.zip KEY; mv FILE.zip FILE"],
  ["zip", "7z p7zip-full", "7z a -tzip -mm=BZip2 FILE.zip KEY; mv FILE.zip FILE"],
  [
    "zip-7z",
    "7z p7zip-full",
    '7z a -tzip -mem=AES256 -p"$(cat DIRECTORY/passphrase)" FILE.zip KEY; mv FILE.zip FILE',
  ],
  ["tar", "tar", "tar -cf FILE -C DIRECTORY key"],
  ["lz4", "lz4", "lz4 -qc KEY > FILE"],
  ["lz4", "lz4", "lz4 -qlc KEY > FILE"],
  ["lzop", "lzop", "lzop -c KEY > FILE"],
  ["lzip", "lzip", "lzip -c KEY > FILE"],
  ["compress", "compress ncompress", "compress -fc KEY > FILE"],
  ["7z", "7z p7zip-full", "7z a -bd FILE.7z KEY; mv FILE.7z FILE"],
  ...["odc", "newc", "crc"].map((form) =>
    ["cpio", "cpio", `cd DIRECTORY; echo key | cpio --quiet -o -H ${form} > FILE`] as const
  ),
  ["age", "age", "age -e -i DIRECTORY/identity KEY > FILE"],
  ["age", "age", "age -e -a -i DIRECTORY/identity KEY > FILE"],
  ["openpgp", "gpg gnupg", "gpg -c --cipher-algo AES256 < KEY > FILE"],
  ["openpgp", "gpg gnupg", "gpg -e --trust-model always -r node2 < KEY > FILE"],
  ["openpgp-stored", "gpg gnupg", "gpg --store < KEY > FILE"],
  ["openpgp-stored", "gpg gnupg", "gpg -o - --store KEY > FILE"],
  ["openpgp-stored", "gpg gnupg", "gpg -s < KEY > FILE"],
  ...["zip", "zlib", "bzip2", "none"].flatMap((algorithm) =>
    ["--store", "-s"].map((how) =>
      [
        "openpgp-stored",
        "gpg gnupg",
        `gpg --compress-algo ${algorithm} ${how} < KEY > FILE`,
      ] as const
    )
  ),
  ["openpgp", "gpg gnupg", "gpg -c --armor < KEY > FILE"],
  ["openpgp", "gpg gnupg", "(printf '\\250\\003PGP'; gpg --store < KEY) > FILE"],
  ["openpgp", "gpg gnupg", "gpg -e --default-recipient-self < KEY > FILE"],
  ["openpgp", "gpg gnupg", "gpg -c -e --default-recipient-self < KEY > FILE"],
  [
    "cms",
    "openssl",
    "openssl cms -encrypt -in KEY -binary -outform DER -out FILE DIRECTORY/certificate",
  ],
  [
    "cms",
    "openssl",
    "openssl cms -encrypt -aes-256-gcm -in KEY -binary -outform DER -out FILE DIRECTORY/certificate",
  ],
  [
    "cms",
    "openssl",
    "openssl cms -encrypt -stream -in KEY -binary -outform DER -out FILE DIRECTORY/certificate",
  ],
  [
    "cms",
    "openssl",
    "openssl cms -encrypt -pwri_password secret -in KEY -binary -outform DER -out FILE",
  ],
  [
    "cms",
    "openssl",
    "openssl cms -EncryptedData_encrypt -aes256 -secretkey SECRET -in KEY -binary -outform DER -out FILE",
  ],
  [
    "cms",
    "openssl",
    "openssl cms -sign -nodetach -in KEY -binary -outform DER -out FILE -signer DIRECTORY/certificate " +
    "-inkey DIRECTORY/rsa",
  ],
  [
    "openssl-enc",
    "openssl",
    "openssl enc -aes-256-cbc -pbkdf2 -pass file:DIRECTORY/passphrase -in KEY -out FILE",
  ],
  ["ansible-vault", "ansible-vault ansible-core", "ansible-vault encrypt --output FILE KEY"],
  ["base64", "base64", "base64 KEY > FILE"],
  ["base64", "base64", "base64 -w0 KEY | tr +/ -_ > FILE"],
  ["base64", "base64", "base64 KEY | sed 's/$/\\r/' > FILE"],
  ["base64", "base64", "(printf '\\357\\273\\277'; base64 KEY) > FILE"],
  ["hexadecimal", "xxd", "xxd -p KEY > FILE"],
  ["hexadecimal", "xxd", "xxd -p -c 0 KEY > FILE"],
  ["hexadecimal", "xxd", "xxd -p -u KEY | sed 's/$/\\r/' > FILE"],
  ["hexadecimal", "od coreutils", "od -An -v -tx1 KEY > FILE"],
];

/** For AES of 256 bits. */
const SECRET = "00112233445566778899aabbccddeeff".repeat(2);

Deno.test({
  name: "the remedy for every kind of packed or encoded key makes the key of it",
  ignore: asRoot,
  fn: () =>
    withDirectory(async (directory) => {
      const tried = PACKING.map(([code]) => code);
      assertEquals(
        CONTAINER_KINDS.filter(({ code, remedy }) =>
          remedy.includes("(umask") && !tried.includes(code)
        ),
        [],
      );
      const key = await fixedKey("packed", 256);
      await writeKey(`${directory}/key`, key);
      const secrets = await prepareSecrets(directory);
      for (const [index, [code, needs, command]] of PACKING.entries()) {
        const programs = { [needs.split(" ")[0]]: needs.split(" ").slice(-1)[0] };
        if (skipWithout({ programs }, `the remedy for ${code}`)) continue;
        const [from, file, to] = [
          `${directory}/key`,
          `${directory}/${index}`,
          `${directory}/${index}.key`,
        ];
        const inPlace = (text: string) =>
          text.replaceAll("KEY", from).replaceAll("FILE", file).replaceAll("DIRECTORY", directory)
            .replaceAll("SECRET", SECRET);
        await shell(inPlace(command), secrets);
        const { result, findings } = await verify(file);
        assertEquals([result, findings.map(({ code }) => code)], ["refused", [code]], command);
        const [, told] =
          /^(?:where it holds a key, )?(?:unpack|decode|decrypt) it: (\(umask 077; [^)]*\)|[^;]*)/
            .exec(findings[0].remedy) ?? [];
        assert(told !== undefined, findings[0].remedy);
        const [, password] = /with (\S+) PASSWORD for -inkey IDENTITY/.exec(findings[0].remedy) ??
          [];
        const undo = command.includes("-pwri_password")
          ? told.replace("-inkey IDENTITY", `${password} secret`)
          : told;
        const identity = `${directory}/${code === "cms" ? "rsa" : "identity"}`;
        const options = `-aes-256-cbc -pbkdf2 -pass file:${directory}/passphrase`;
        // 7z asks for the passphrase on standard input.
        await shell(
          `cat ${directory}/passphrase | ` +
            undo.replaceAll("NAME", "key").replaceAll("KEY", to).replaceAll("FILE", file)
              .replaceAll("IDENTITY", identity).replaceAll("OPTIONS", options)
              .replaceAll("SECRET", SECRET),
          secrets,
          "022",
        );
        assertEquals(await Deno.readFile(to), key, undo);
        assertEquals((await Deno.stat(to)).mode ?? 0, 0o100600, undo);
        assertEquals((await verify(to)).result, "good");
      }
    }),
});

/** Listings are known by their form alone, in which columns and orders differ: the bytes come from a good node. */
const LISTINGS: readonly (readonly [needs: string, command: string])[] = [
  ...["", "-e", "-b", "-c 32", "-i", "-g 1"].map((option) =>
    ["xxd", `xxd ${option} KEY > FILE`] as const
  ),
  ["hexdump bsdextrautils", "hexdump KEY > FILE"],
  ["hexdump bsdextrautils", "hexdump -C KEY > FILE"],
  ["od coreutils", "od KEY > FILE"],
  ["od coreutils", "od -A x -t x1 KEY > FILE"],
  ["od coreutils", "od -A x -t x1z KEY > FILE"],
  ["od coreutils", "od -An -t x2 KEY > FILE"],
  ["base64", "base64 -w0 KEY | tr -d = > FILE"],
  ["od coreutils", "od -v -Ax -tx2 -w2 KEY > FILE"],
  ["od coreutils", "od -v -Ax -tx1 -w1 KEY > FILE"],
  ["hexdump bsdextrautils", `hexdump -v -e '/2 "%x\\n"' KEY > FILE`],
];

Deno.test({
  name: "no command is named for a listing, of which it might make another key",
  ignore: asRoot,
  fn: () =>
    withDirectory(async (directory) => {
      const [key, file] = [`${directory}/key`, `${directory}/listing`];
      await writeKey(key, await fixedKey("listed", 256));
      for (const [needs, command] of LISTINGS) {
        const programs = { [needs.split(" ")[0]]: needs.split(" ").slice(-1)[0] };
        if (skipWithout({ programs }, command)) continue;
        await shell(command.replace("KEY", key).replace("FILE", file));
        const { result, findings } = await verify(file);
        assertEquals([result, findings.length], ["refused", 1], command);
        assertEquals(
          findings[0].remedy,
          "copy the key again from a good node as raw bytes",
          `${command}: ${findings[0].code}`,
        );
      }
    }),
});

/** An identity of age, a key of RSA, and what lets gpg and ansible-vault run without asking anybody. */
async function prepareSecrets(directory: string): Promise<Record<string, string>> {
  const GNUPGHOME = `${directory}/gnupg`, passphrase = `${directory}/passphrase`;
  await Deno.mkdir(GNUPGHOME, { mode: 0o700 });
  await Deno.writeTextFile(passphrase, "correct horse battery staple\n", { mode: 0o600 });
  await Deno.writeTextFile(
    `${GNUPGHOME}/gpg.conf`,
    `batch\nquiet\npinentry-mode loopback\npassphrase-file ${passphrase}\n`,
  );
  const secrets = { GNUPGHOME, ANSIBLE_VAULT_PASSWORD_FILE: passphrase };
  if (!skipWithout({ programs: { "age-keygen": "age" } }, "the remedy for age")) {
    await shell(`age-keygen -o ${directory}/identity`);
  }
  if (!skipWithout({ programs: { gpg: "gnupg" } }, "the remedy for OpenPGP")) {
    await shell("gpg --quick-generate-key node1 default default never", secrets);
    await shell("gpg --quick-generate-key node2 future-default default never", secrets);
  }
  if (!skipWithout({ programs: { openssl: "openssl" } }, "the remedy for CMS")) {
    const files = `-keyout ${directory}/rsa -out ${directory}/certificate`;
    await shell(`openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=node1 ${files}`);
  }
  return secrets;
}

Deno.test({
  name: "what Git keeps encrypted or elsewhere is a key again once its remedy was followed",
  ignore: asRoot || skipWithout({
    programs: { git: "git", "git-crypt": "git-crypt", "git-lfs": "git-lfs" },
  }, "remedies in repositories of Git"),
  fn: () =>
    withDirectory(async (directory) => {
      const key = await fixedKey("in Git", 256);
      await writeKey(`${directory}/key`, key);
      const env = { HOME: directory, GIT_CONFIG_NOSYSTEM: "1" };
      const commit = "git add -A && git -c user.name=a -c user.email=a@b commit -qm key";
      const cases = [
        [
          "git-crypt",
          "git-crypt init && git-crypt export-key ../secret && " +
          "echo 'authkey filter=git-crypt diff=git-crypt' > .gitattributes",
          "git-crypt unlock",
          "git-crypt unlock ../secret",
        ],
        [
          "git-lfs-pointer",
          "git lfs install --local && git lfs track authkey",
          "git lfs pull",
          "git lfs install --local && git lfs pull",
        ],
      ];
      for (const [code, setUp, named, followed] of cases) {
        const [origin, clone] = [`${directory}/${code}`, `${directory}/${code}-clone`];
        await shell(
          `git init -q ${origin} && cd ${origin} && ${setUp} && cp ../key authkey && ${commit}`,
          env,
        );
        await shell(`GIT_LFS_SKIP_SMUDGE=1 git clone -q ${origin} ${clone}`, env);
        const { result, findings } = await verify(`${clone}/authkey`);
        assertEquals([result, findings[0].code], ["refused", code]);
        assert(findings[0].remedy.includes(named), findings[0].remedy);
        await shell(`cd ${clone} && ${followed} && chmod 400 authkey`, env);
        assertEquals((await verify(`${clone}/authkey`)).result, "good", code);
      }
    }),
});
