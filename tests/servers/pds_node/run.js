// A directory of identities and a personal data server, both real, for one test run. Says "ready" when they answer.
require('./loopback.js')
const { PlcServer, Database } = require('@did-plc/server')
const { PDS, envToCfg, envToSecrets, readEnv } = require('@atproto/pds')

async function main() {
  const plc = PlcServer.create({ db: Database.mock(), port: Number(process.env.PLC_PORT) })
  await plc.start()
  const env = readEnv()
  const pds = await PDS.create(envToCfg(env), envToSecrets(env))
  await pds.start()
  console.log('ready')
}

main().catch((error) => { console.error(error); process.exit(1) })
