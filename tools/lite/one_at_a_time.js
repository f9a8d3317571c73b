
// Added by tools/build_lite.py: see one_at_a_time there.  A page that is gone never answers, and holds nobody up for long.
let asked = Promise.resolve();
const AT_MOST = 5000; // ms
function broadcastOne(request, url) {
  const answer = asked.then(() => answerOrRefusal(request, url));
  const late = () => new Promise((done) => setTimeout(done, AT_MOST));
  asked = asked.then(() => Promise.race([answer.catch(() => {}), late()]));
  return answer;
}
// A page whose browser refuses to keep a file would never answer; as_in_jupyterlab.js says so, and Python gets an error.
async function answerOrRefusal(request, url) {
  let heard;
  const refusal = new Promise((done) => {
    heard = ({ data }) => data.refused && done(new Response("{}", { status: 507 }));
    broadcast.addEventListener("message", heard);
  });
  try {
    return await Promise.race([askOne(request, url), refusal]);
  } finally {
    broadcast.removeEventListener("message", heard);
  }
}
