import { assertEquals, assertMatch, assertStringIncludes } from "../assert.ts";
import { sumOf } from "../keys.ts";
import { withFleet } from "./fleet.ts";
import { assertResult, replaceProgram, sh } from "./fleet_results.ts";
import { fleetIsImpossible } from "./requirements.ts";

/** What the role says of a node that cannot take part, and leaves on one that can; no corosync runs. */

/** Of a node whose sshd is gone; the second is what Ansible makes of a connection that ssh had shared until then. */
const NOT_REACHED =
  /10\.77\.0\.3 port 22: Connection refused|Data could not be sent to remote host "three"/;

/** The last words of each node, whose message is itself JSON. */
function failuresIn(stdout: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const found = stdout.matchAll(/^fatal: \[(\w+)\]: FAILED! => (\{.*\})$/gm);
  return Object.fromEntries(
    Array.from(found, ([, name, said]) => [name, JSON.parse(JSON.parse(said).msg)]),
  );
}

Deno.test({
  name:
    "the role says of each node that cannot take part why, and root needs no sudo if it is said",
  ignore: fleetIsImpossible("nodes that lack what the role needs"),
  fn: () =>
    withFleet(async ({ nodes, run }) => {
      const [one, two, three] = nodes;
      await sh(one, "mount --bind /dev/null /usr/bin/sudo");
      await sh(two, "mount --bind /dev/null $(readlink -f /usr/bin/python3)");
      await three.must(["pkill", "-x", "sshd"]);
      for (const isRootSaid of [false, true]) {
        const more = isRootSaid ? ["--extra-vars", "ansible_user=root"] : [];
        const { code, stdout, stderr } = await run("ansible", { more });
        const said = failuresIn(stdout);
        assertEquals(code, 2, stdout + stderr);
        assertEquals(/changed=[1-9]/.test(stdout), false, "a key that is not made is no change");
        for (const { result, problems } of Object.values(said)) {
          const unready = [...isRootSaid ? [] : ["one"], "three", "two"];
          assertEquals([result, problems], ["unchanged", unready]);
        }
        assertMatch(String(said["one"]["problem"]), isRootSaid ? /^none on this node$/ : /sudo/);
        assertMatch(String(said["two"]["problem"]), /python3: (not found|Permission denied)/);
        assertMatch(String(said["three"]["problem"]), NOT_REACHED);
      }
    }),
});

Deno.test({
  name: "the role leaves no key in a file of who logs in, however a run may end",
  ignore: fleetIsImpossible("what is left of the key that was sent"),
  fn: () =>
    withFleet(async ({ nodes, control, keyFile, words }) => {
      // Of a run that is cut off nothing is cleaned up: the same as if nothing ever were. Where the key cannot be
      // put, it stays where it was sent.
      for (const node of nodes) {
        await replaceProgram(
          node,
          "rm",
          'case "$*" in */.ansible/*) ;; *) exec /bin/rm "$@" ;; esac',
        );
      }
      await nodes[2].must(["mount", "-o", "remount,ro", "/etc/corosync"]);
      const [env, ...rest] = words("ansible", { become: true });
      const outcome = await control.run([env, "ANSIBLE_PIPELINING=False", ...rest, "-vvv"]);
      assertResult("ansible", outcome, "unchanged", ["three"]);
      const key = await Deno.readFile(keyFile);
      const isIn = (text: string) =>
        [key.toBase64(), key.toHex()].some((form) => text.includes(form.slice(0, 40)));
      assertEquals(isIn(outcome.stdout + outcome.stderr), false, "the key is printed");
      for (const node of nodes) {
        const files = 'find /run/admin -type f -exec "$@" {} +';
        const left = await node.must(["sh", "-euc", files, "sh", "cat"]);
        const sums = await node.must(["sh", "-euc", files, "sh", "sha256sum"]);
        assertStringIncludes(sums, "/.ansible/", "nothing was cleaned up");
        assertEquals([isIn(left), sums.includes(await sumOf(key))], [false, false], sums);
      }
    }),
});
