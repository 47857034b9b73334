/** One wheel of the Python package index, pinned: nothing else is ever unpacked. */
export interface Wheel {
  /** The index's name of the project. */
  project: string
  version: string
  file: string
  sha256: string
}

/** A runtime that can be installed: TensorFlow's C library, with or without CUDA. */
export interface RuntimeSpec {
  version: string
  wheels: readonly Wheel[]
  /** About what is fetched, for the question whether to. */
  downloadBytes: number
  /** What a byte of a wheel takes on the disk when it is unpacked, at most. */
  growth: number
}

/** The version that the binding is built against; compiled graphs are tested with no other. */
export const tensorflowVersion = '2.21.0'

const tensorflow = (project: string, sha256: string): Wheel => ({
  project,
  version: tensorflowVersion,
  file: `${project.replaceAll('-', '_')}-${tensorflowVersion}-cp311-cp311-manylinux_2_27_x86_64.whl`,
  sha256,
})

const older = 'manylinux2014_x86_64.manylinux_2_17_x86_64'
const oldest = 'manylinux2010_x86_64.manylinux_2_12_x86_64'

const nvidia = (name: string, version: string, platform: string, sha256: string): Wheel => ({
  project: `nvidia-${name}-cu12`,
  version,
  file: `nvidia_${name.replaceAll('-', '_')}_cu12-${version}-py3-none-${platform}.whl`,
  sha256,
})

/** By platform and what they compute on. A platform is added once somebody has trained on it. */
export const runtimeSpecs: Readonly<Record<string, Readonly<Record<'cpu' | 'cuda', RuntimeSpec>>>> = {
  'linux-x64': {
    cpu: {
      version: tensorflowVersion,
      downloadBytes: 274e6,
      growth: 3.3,
      wheels: [
        tensorflow('tensorflow-cpu', '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c'),
      ],
    },
    // What the wheel of this version asks for under its extra `and-cuda`, the newest that it allows.
    cuda: {
      version: tensorflowVersion,
      downloadBytes: 3.4e9,
      growth: 2.2,
      wheels: [
        tensorflow('tensorflow', '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124'),
        nvidia(
          'cublas',
          '12.9.3.13',
          'manylinux_2_27_x86_64',
          'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
        ),
        nvidia(
          'cuda-cupti',
          '12.8.90',
          older,
          'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182',
        ),
        nvidia(
          'cuda-nvcc',
          '12.9.86',
          oldest,
          '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
        ),
        nvidia(
          'cuda-nvrtc',
          '12.9.86',
          oldest,
          '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
        ),
        nvidia(
          'cuda-runtime',
          '12.9.79',
          older,
          '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
        ),
        nvidia(
          'cudnn',
          '9.28.0.42',
          'manylinux_2_27_x86_64',
          '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
        ),
        nvidia(
          'cufft',
          '11.4.1.4',
          older,
          'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
        ),
        nvidia(
          'curand',
          '10.3.10.19',
          'manylinux_2_27_x86_64',
          '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
        ),
        nvidia(
          'cusolver',
          '11.7.5.82',
          'manylinux_2_27_x86_64',
          '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
        ),
        nvidia(
          'cusparse',
          '12.5.10.65',
          older,
          '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
        ),
        nvidia(
          'nccl',
          '2.32.3',
          'manylinux_2_27_x86_64',
          'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c',
        ),
        nvidia(
          'nvjitlink',
          '12.9.86',
          oldest,
          'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
        ),
      ],
    },
  },
}

/** What is taken out of a wheel to compute with: TensorFlow's two libraries, and NVIDIA's, with their licences. */
export const isLibrary = (name: string): boolean =>
  /^tensorflow\/libtensorflow_(cc|framework)\.so\.2$/.test(name) ||
  /^nvidia\/[^/]+\/(lib|bin|nvvm)\//.test(name) ||
  /^tensorflow\/include\/LICENSE$|\.dist-info\/(licenses\/.*|LICENSE[^/]*|License[^/]*)$/.test(name)

/** What a binding is built from besides: the headers of TensorFlow's C interface. */
export const isHeader = (name: string): boolean =>
  /^tensorflow\/include\/(tensorflow\/c\/|(tensorflow\/core|tsl)\/platform\/ctstring|xla\/tsl\/c\/)/.test(
    name,
  )
