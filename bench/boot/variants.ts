/** A way for a kernel to come by its first seed, or not to. */
export interface Variant {
  readonly name: string;
  /** Processor model for qemu; "max" has RDRAND and RDSEED, and every instruction Bun needs. */
  readonly cpu: string;
  /** What the kernel command line says about whom to trust. */
  readonly parameters: readonly string[];
  readonly devices: readonly string[];
  /** Modules that have to be loaded, in this order, before the measurement. */
  readonly modules: readonly string[];
  /** The first process credits a saved seed, as a boot loader or systemd-random-seed does. */
  readonly creditsSeed: boolean;
}

const NO_GENERATOR = "max,-rdrand,-rdseed";
const NO_TRUST = ["random.trust_cpu=off", "random.trust_bootloader=off"];

export const VARIANTS: readonly Variant[] = [
  {
    name: "no seed, no CPU trust",
    cpu: NO_GENERATOR,
    parameters: NO_TRUST,
    devices: [],
    modules: [],
    creditsSeed: false,
  },
  {
    name: "CPU trusted",
    cpu: "max",
    parameters: ["random.trust_cpu=on", "random.trust_bootloader=off"],
    devices: [],
    modules: [],
    creditsSeed: false,
  },
  {
    name: "virtio-rng",
    cpu: NO_GENERATOR,
    parameters: NO_TRUST,
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
    creditsSeed: false,
  },
  {
    name: "seed credited",
    cpu: NO_GENERATOR,
    parameters: NO_TRUST,
    devices: [],
    modules: [],
    creditsSeed: true,
  },
];

/** Who asks for a key: init.c itself, or the program in one of its modes. */
export const READERS = ["probe", "default", "-l"] as const;
export type Reader = typeof READERS[number];
