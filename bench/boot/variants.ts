/** A way for a kernel to come by its first seed, or not to. */
export interface Variant {
  /** As --variants names it. */
  readonly key: string;
  /** As tables name it. */
  readonly name: string;
  /** Processor model for qemu; "max" has RDRAND and RDSEED, and every instruction Bun needs. */
  readonly cpu: string;
  /** What the kernel command line says about whom to trust. */
  readonly parameters: readonly string[];
  readonly devices: readonly string[];
  /** Modules that have to be loaded, in this order, before the measurement. */
  readonly modules: readonly string[];
  /** Where a saved seed comes from, if there is one. */
  readonly seed: "none" | "first process" | "loader" | "loader, of unknown type";
  readonly readers: readonly Reader[];
}

/** Who asks for a key: init.c itself, or the program in one of its modes. */
export const READERS = ["probe", "default", "-l"] as const;
export type Reader = typeof READERS[number];

/** Nothing to seed from. The variants differ from it in one thing each, and in whom that asks to trust. */
const UNSEEDED: Variant = {
  key: "unseeded",
  name: "no seed, no CPU trust",
  cpu: "max,-rdrand,-rdseed",
  parameters: ["random.trust_cpu=off", "random.trust_bootloader=off"],
  devices: [],
  modules: [],
  seed: "none",
  readers: READERS,
};

/** Controls show what the kernel does; what the program makes of it is known from the others. */
const PROBED_ONLY: readonly Reader[] = ["probe"];
const TRUST_LOADER = ["random.trust_cpu=off", "random.trust_bootloader=on"];

export const VARIANTS: readonly Variant[] = [
  UNSEEDED,
  {
    ...UNSEEDED,
    key: "cpu",
    name: "CPU trusted",
    cpu: "max",
    parameters: ["random.trust_cpu=on", "random.trust_bootloader=off"],
  },
  {
    ...UNSEEDED,
    key: "virtio",
    name: "virtio-rng",
    devices: ["-device", "virtio-rng-pci"],
    // virtio_ring comes before virtio here: its symbols are needed by all that follow.
    modules: [
      "drivers/virtio/virtio_ring.ko",
      "drivers/virtio/virtio.ko",
      "drivers/virtio/virtio_pci_modern_dev.ko",
      "drivers/virtio/virtio_pci_legacy_dev.ko",
      "drivers/virtio/virtio_pci.ko",
      "drivers/char/hw_random/virtio-rng.ko",
    ],
  },
  {
    ...UNSEEDED,
    key: "loader",
    name: "seed credited by the loader",
    parameters: TRUST_LOADER,
    seed: "loader",
  },
  {
    ...UNSEEDED,
    key: "process",
    name: "seed credited by the first process",
    seed: "first process",
  },
  // The kernel takes a loader's seed before it reads its options: this does not keep it from crediting it.
  {
    ...UNSEEDED,
    key: "loader-untrusted",
    name: "control: the loader's seed, trust_bootloader=off",
    seed: "loader",
    readers: PROBED_ONLY,
  },
  {
    ...UNSEEDED,
    key: "loader-unknown",
    name: "control: the same bytes, not marked as a seed",
    parameters: TRUST_LOADER,
    seed: "loader, of unknown type",
    readers: PROBED_ONLY,
  },
];
