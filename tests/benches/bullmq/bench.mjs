// `node bench.mjs SOCKET JOBS`: no-op jobs through BullMQ, its worker in this process and without a sandbox, on a
// Redis that syncs once a second. Prints the seconds from the first submit to the last end, in bulk and one by one.
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'

const AT_ONCE = 1000
const CLIENTS = 32

const [socket, count] = [process.argv[2], Number(process.argv[3])]
const connect = () => new Redis({ path: socket, maxRetriesPerRequest: null })

async function measure(name, submit) {
  const queue = new Queue(name, { connection: connect() })
  let done = 0
  let finish
  const finished = new Promise((resolve) => (finish = resolve))
  const worker = new Worker(name, async () => null, { connection: connect(), concurrency: 100 })
  worker.on('completed', () => ++done === count && finish())
  await worker.waitUntilReady()
  const began = performance.now()
  await submit(queue)
  await finished
  const seconds = (performance.now() - began) / 1000
  await worker.close()
  await queue.close()
  return seconds
}

const bulk = await measure('bulk', async (queue) => {
  for (let i = 0; i < count; i += AT_ONCE) {
    await queue.addBulk(Array.from({ length: AT_ONCE }, () => ({ name: 'noop', data: {} })))
  }
})
const single = await measure('single', (queue) =>
  Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (let i = 0; i < count / CLIENTS; i++) await queue.add('noop', {})
    }),
  ),
)
console.log(JSON.stringify({ bulk, single }))
process.exit(0)
