// The least that a Bolt app does with what kaigi is asked under the same refreshes: answer, and say what came.
const { App, LogLevel } = require("@slack/bolt");

const app = new App({ token: process.env.BOT_TOKEN, appToken: process.env.APP_TOKEN, socketMode: true, logLevel: LogLevel.ERROR,
	clientOptions: { slackApiUrl: process.env.API } });

app.command("/kaigi", async ({ command, ack }) => ack(`${command.text}: no such matter`));
app.event("message", async ({ event }) => console.log(`message ${event.text}`));
app.event("reaction_added", async () => {});
app.event("reaction_removed", async () => {});
process.on("unhandledRejection", (error) => console.log(`unhandled ${error}`));
app.start().catch((error) => console.log(`start ${error}`));
