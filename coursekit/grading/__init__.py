"""Grade a class: true marks from notebooks that nobody trusts.

==============  ====================================================================================
`submissions`   finds what was handed in: folders, zip files, two files of one student
`sheet`         the exercises to grade: the course's, or an instructor's own
`sandbox`       a process that can do nothing but compute and answer; one fork for each submission
`bare`          the same without walls, for a class that is trusted
`channel`       the judge's end of the channel to such a process, its clock and its limits
`inside`        what runs in the box: reads the notebook, runs its cells, answers the judge
`judge`         asks the box, runs the checks, gives the result of one submission
`work`          does that in a warm box: what a worker does
`pool`          sends submissions to workers: processes here
`cluster`       sends them to a Dask cluster
`results`       what was found, and the line that keeps it
`record`        results as they come, so that nothing is lost or counted twice
`report`        grades.csv, grades_wide.csv, a page for each student, a page for the class
`nbgrader`      a sheet for those who grade with nbgrader
`cli`           the commands `coursekit grade` and `coursekit nbgrader`
==============  ====================================================================================
"""
