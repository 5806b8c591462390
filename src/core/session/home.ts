/** The learner's home folder, in every lab. */
export const HOME = "/home/learner";
