import { cpus } from 'node:os'
import { loadTensorFlow } from '../../../ml'

/** What the ladder was computed on. */
export interface Device {
  rung: string
  /** The product's name of the processor or card. */
  name: string
  /** Why it is not the device that was chosen, in words for a log. */
  reason?: string
}

/** Names the device; with nets it is what TensorFlow found, without them plain JavaScript on the processor. */
export async function nameDevice(hasNets: boolean): Promise<Device> {
  const name = cpus()[0]?.model.trim() ?? process.arch
  if (!hasNets) return { rung: 'javascript', name }
  const { rung, device, reason } = await loadTensorFlow()
  return { rung, name: device, ...(reason === undefined ? {} : { reason }) }
}
